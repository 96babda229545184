import { and, eq, inArray } from "drizzle-orm";
import { type billingEvents, memberships, staffMembers, type standings, users } from "@/db/schema";
import type { Parameter } from "../billing/parameters";
import type { Context } from "../context";
import { env } from "../env";
import { formatMoney } from "../money";
import { enqueueNotice } from "../notifications/enqueue-notice";

type Event = typeof billingEvents.$inferSelect;

/** Mails the customer's owners and billing users and the provider's operators, once for each `key` and address. */
async function tell(
  ctx: Context,
  customerId: string,
  key: string,
  mail: { subject: string; text: string; path: string; subjectKind: string; subjectId: string },
) {
  const members = await ctx.tx
    .select({ email: memberships.email })
    .from(memberships)
    .where(and(eq(memberships.customerId, customerId), inArray(memberships.role, ["owner", "billing"])));
  const staff = await ctx.tx
    .select({ email: users.email })
    .from(staffMembers)
    .innerJoin(users, eq(users.id, staffMembers.userId))
    .where(inArray(staffMembers.role, ["owner", "operator"]));
  for (const { email } of [...members, ...staff])
    await enqueueNotice(ctx, {
      customerId,
      kind: "mail",
      dedupeKey: `${key}:${email}`,
      recipient: email,
      subject: mail.subject,
      body: { text: mail.text, link: { label: "Open in Spillway", url: env().NEXTAUTH_URL + mail.path } },
      subjectKind: mail.subjectKind,
      subjectId: mail.subjectId,
    });
}

/** The threshold's warning: once per window (product.md section 4, rule 2). */
export function tellThresholdMet(
  ctx: Context,
  parameter: Parameter,
  standing: typeof standings.$inferSelect,
): Promise<void> {
  return tell(ctx, standing.customerId, `threshold:${standing.id}`, {
    subject: `${parameter.customerName}: ${parameter.meterName} is near its limit`,
    text: `Use of ${parameter.meterName} has met the threshold of ${parameter.engine.thresholdPercent} % of its limit of ${parameter.engine.limit} ${parameter.unit}. Nothing was started and nothing is billed above the limit yet.`,
    path: "/usage",
    subjectKind: "standing",
    subjectId: standing.id,
  });
}

export function tellEventRaised(ctx: Context, parameter: Parameter, event: Event): Promise<void> {
  return tell(ctx, event.customerId, `event:${event.id}`, {
    subject: `EV-${event.number}: ${parameter.customerName} is over the limit of ${parameter.meterName}`,
    text: `${event.aggregate} ${parameter.unit} of ${parameter.meterName} are used, the limit is ${event.limit}. The excess of ${event.excess} is billed at ${event.rate} ${event.currency} a unit: ${formatMoney({ minor: event.amountMinor, currency: event.currency })} so far.`,
    path: `/billing/events/${event.number}`,
    subjectKind: "billing_event",
    subjectId: event.id,
  });
}

/** The question of policy `ask`: price per hour, the most it can cost, and by when to answer. */
export function askForOverflow(
  ctx: Context,
  parameter: Parameter,
  event: Event,
  question: { pricePerHour: string; currency: string; mostMinor: bigint; answerDueAt: Date },
): Promise<void> {
  return tell(ctx, event.customerId, `ask:${event.id}`, {
    subject: `EV-${event.number}: start a machine for the excess of ${parameter.meterName}?`,
    text: `A machine can carry what is above the limit. It costs ${question.pricePerHour} ${question.currency} an hour, at the most ${formatMoney({ minor: question.mostMinor, currency: event.currency })} until this period ends. Without an answer by ${question.answerDueAt.toISOString()} nothing is started; the use is billed either way.`,
    path: `/billing/events/${event.number}`,
    subjectKind: "billing_event",
    subjectId: event.id,
  });
}
