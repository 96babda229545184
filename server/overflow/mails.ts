import { and, eq, inArray } from "drizzle-orm";
import { type billingEvents, memberships, staffMembers, type standings, users } from "@/db/schema";
import { billedUnit, type Parameter } from "../billing/parameters";
import type { Context } from "../context";
import { env } from "../env";
import { formatMoney } from "../money";
import { enqueueNotice } from "../notifications/enqueue-notice";
import type { MailBody } from "../notifications/mail-body";
import { zonedText } from "../utc-text";

type Event = typeof billingEvents.$inferSelect;

/** A quantity in a sentence: `9 units`, `1 unit`, `4,096.5 GiB`. */
function quantityWords(quantity: string, unit: string): string {
  const [whole = "", places] = quantity.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const one = quantity === "1" && /^[a-z]{3,}s$/.test(unit);
  return `${grouped}${places ? `.${places}` : ""} ${one ? unit.slice(0, -1) : unit}`;
}

const roleWords = { owner: "an owner", billing: "a billing user", technical: "a technical user" };

/**
 * Enqueues a mail to the customer's owners and billing users and to the provider's operators, once for each `key` and
 * address. Its link leads to a page that the reader may open: the portal's for members, the console's for staff.
 */
async function enqueueMails(
  ctx: Context,
  customerId: string,
  key: string,
  mail: Pick<MailBody, "text" | "facts"> & {
    customerName: string;
    subject: string;
    /** The button's words. */
    open: string;
    path: string;
    staffPath: string;
    subjectKind: string;
    subjectId: string;
  },
) {
  const members = await ctx.tx
    .select({ email: memberships.email, role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.customerId, customerId), inArray(memberships.role, ["owner", "billing"])));
  const staff = await ctx.tx
    .select({ email: users.email, role: staffMembers.role })
    .from(staffMembers)
    .innerJoin(users, eq(users.id, staffMembers.userId))
    .where(inArray(staffMembers.role, ["owner", "operator"]));
  const recipients = [
    ...members.map(({ email, role }) => ({
      email,
      path: mail.path,
      why: `${roleWords[role]} of ${mail.customerName}`,
    })),
    ...staff.map(({ email, role }) => ({ email, path: mail.staffPath, why: `staff (${role})` })),
  ];
  for (const { email, path, why } of recipients)
    await enqueueNotice(ctx, {
      customerId,
      kind: "mail",
      dedupeKey: `${key}:${email}`,
      recipient: email,
      subject: mail.subject,
      body: {
        text: mail.text,
        facts: mail.facts,
        link: { label: mail.open, url: env().NEXTAUTH_URL + path },
        why: `You receive this as ${why}.`,
      } satisfies MailBody,
      subjectKind: mail.subjectKind,
      subjectId: mail.subjectId,
    });
}

/** Whose use the limit counts, where it is one cloud's. */
const scopeWords = ({ scopeCloudName }: Parameter): string => (scopeCloudName === null ? "" : ` in ${scopeCloudName}`);

/** How what is above a limit is billed: what is included, and billing units. */
function billedWords(parameter: Parameter, event: Event): string {
  if (parameter.engine.mode === "offset")
    return `The excess is ${quantityWords(event.excess, parameter.unit)}. It is not billed by itself: each cloud's use is compared with its reference share when the window closes.`;
  const amount = formatMoney({ minor: event.amountMinor, currency: event.currency });
  const unit = billedUnit(parameter) === parameter.unit ? "a unit" : "a billing unit";
  const included = parameter.covers.length > 0 ? `, after what is included on top of the limit,` : "";
  return `The excess of ${quantityWords(event.excess, parameter.unit)} is billed${included} at ${event.rate} ${event.currency} ${unit}: ${amount} so far.`;
}

/** The threshold's warning: once per window (docs/rules.md 4.2). */
export function enqueueThresholdMails(
  ctx: Context,
  parameter: Parameter,
  standing: typeof standings.$inferSelect,
): Promise<void> {
  return enqueueMails(ctx, standing.customerId, `threshold:${standing.id}`, {
    subject: `${parameter.customerName} is near a limit: ${parameter.serviceName}, ${parameter.meterName}`,
    customerName: parameter.customerName,
    text: `${parameter.serviceName}: use of the meter ${parameter.meterName}${scopeWords(parameter)} has met the threshold of ${parameter.engine.thresholdPercent} % of its limit of ${quantityWords(parameter.limit ?? "0", parameter.unit)}. Nothing was started and nothing is billed above the limit yet.`,
    open: "Look at the use",
    path: "/usage",
    staffPath: `/admin/customers/${standing.customerId}`,
    subjectKind: "standing",
    subjectId: standing.id,
  });
}

export function enqueueEventMails(ctx: Context, parameter: Parameter, event: Event): Promise<void> {
  return enqueueMails(ctx, event.customerId, `event:${event.id}`, {
    subject: `EV-${event.number}: ${parameter.customerName} is over a limit: ${parameter.serviceName}, ${parameter.meterName}`,
    customerName: parameter.customerName,
    text: `${parameter.serviceName} uses ${quantityWords(event.aggregate, parameter.unit)}${scopeWords(parameter)}; the limit of the meter ${parameter.meterName} is ${quantityWords(event.limit, parameter.unit)}. ${billedWords(parameter, event)}`,
    facts: [
      { label: "Use", value: quantityWords(event.aggregate, parameter.unit) },
      { label: "Limit", value: quantityWords(event.limit, parameter.unit) },
      { label: "Excess", value: quantityWords(event.excess, parameter.unit) },
      { label: "So far", value: formatMoney({ minor: event.amountMinor, currency: event.currency }) },
      { label: "Since", value: zonedText(event.raisedAt, parameter.zone.timeZone) },
    ],
    open: `Open EV-${event.number}`,
    path: `/billing/events/${event.number}`,
    staffPath: `/admin/billing-events/${event.number}`,
    subjectKind: "billing_event",
    subjectId: event.id,
  });
}

/** The question of policy `ask`: price per hour, the most it can cost, and by when to answer. */
export function enqueueQuestionMails(
  ctx: Context,
  parameter: Parameter,
  event: Event,
  question: { pricePerHour: string; currency: string; mostMinor: bigint; answerDueAt: Date },
): Promise<void> {
  return enqueueMails(ctx, event.customerId, `ask:${event.id}`, {
    subject: `EV-${event.number}: start a machine for what ${parameter.serviceName} uses above its limit?`,
    customerName: parameter.customerName,
    text: `A machine can carry what is above the limit. It costs ${question.pricePerHour} ${question.currency} an hour, at the most ${formatMoney({ minor: question.mostMinor, currency: event.currency })} until this period ends. Without an answer by ${zonedText(question.answerDueAt, parameter.zone.timeZone)} nothing is started; the use is billed either way.`,
    facts: [
      { label: "Above the limit", value: quantityWords(event.excess, parameter.unit) },
      { label: "Price of the machine", value: `${question.pricePerHour} ${question.currency} an hour` },
      { label: "At the most", value: formatMoney({ minor: question.mostMinor, currency: event.currency }) },
      { label: "Answer by", value: zonedText(question.answerDueAt, parameter.zone.timeZone) },
    ],
    open: "Answer",
    path: `/billing/events/${event.number}`,
    staffPath: `/admin/billing-events/${event.number}`,
    subjectKind: "billing_event",
    subjectId: event.id,
  });
}
