import { and, eq, inArray } from "drizzle-orm";
import { billingInformation, memberships } from "@/db/schema";
import type { Context } from "../context";
import { env } from "../env";
import { formatMoney } from "../money";
import { statementById } from "../money/statement-view";
import { enqueueNotice } from "../notifications/enqueue-notice";
import type { MailBody } from "../notifications/mail-body";
import { currentProvider } from "../provider/queries";

const roleWords = { owner: "an owner", billing: "a billing user", technical: "a technical user" };

/**
 * Enqueues the mail about an issued statement, in the transaction that issues it: to the company's owners and
 * billing users, and to the address that its billing information has for statements.
 * @param of.again what names a mail that is sent once more
 * @returns to how many
 */
export async function enqueueStatementMails(
  ctx: Context,
  {
    customerId,
    customerName,
    id,
    again = "",
  }: { customerId: string; customerName: string; id: string; again?: string },
): Promise<number> {
  const recipients = await statementRecipients(ctx, customerId, customerName);
  if (recipients.size === 0) return 0;
  const statement = await statementById(ctx, { customerId, id });
  const { number, currency, timeZone, periodStart, dueAt } = statement;
  const { displayName } = await currentProvider(ctx);
  const money = (minor: bigint | null) => formatMoney({ minor: minor ?? 0n, currency });
  const day = (at: Date | null, form: Intl.DateTimeFormatOptions) =>
    at?.toLocaleDateString("en-GB", { ...form, timeZone }) ?? "";
  // A day within it: where the time zone changed, the month began in another one.
  const month = day(new Date(periodStart.getTime() + 14 * 86_400_000), { month: "long", year: "numeric" });
  const due = day(dueAt, { day: "numeric", month: "long", year: "numeric" });
  const total = statement.grossMinor ?? 0n;
  const left = total - statement.settledMinor;
  const then =
    total < 0n
      ? "It is a credit, which settles statements that are open or come next."
      : left > 0n
        ? `${left < total ? `${money(total - left)} of it is settled by what you had paid. ` : ""}Please pay ${money(left)} by ${due}, and name the number.`
        : "Nothing is left to pay of it.";
  for (const [email, why] of recipients)
    await enqueueNotice(ctx, {
      ...{ customerId, kind: "mail", dedupeKey: `statement:${id}:${email}${again}`, recipient: email },
      subject: `Statement ${number} of ${displayName}: ${month}, ${money(total)}`,
      body: {
        text: `Your statement for ${month} comes to ${money(total)}. ${then}`,
        facts: [
          { label: "Number", value: number ?? "" },
          { label: "Fees", value: money(statement.feesMinor) },
          { label: "Use", value: money(statement.useMinor) },
          { label: "Net", value: money(statement.netMinor) },
          ...(statement.taxes.length > 0
            ? [
                { label: "Tax", value: money(statement.taxMinor) },
                { label: "Total", value: money(total) },
              ]
            : []),
          ...(left > 0n ? [{ label: "Due", value: due }] : []),
        ],
        link: {
          label: "Open the statement",
          url: `${env().NEXTAUTH_URL}/billing/statements/${encodeURIComponent(id)}`,
        },
        why: `You receive this as ${why}.`,
      } satisfies MailBody,
      ...{ subjectKind: "statement", subjectId: id },
    });
  return recipients.size;
}

/** Addresses to which a customer's statements go, each once, with why they get it. */
export async function statementRecipients(
  ctx: Context,
  customerId: string,
  name: string,
): Promise<Map<string, string>> {
  const members = await ctx.tx
    .select({ email: memberships.email, role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.customerId, customerId), inArray(memberships.role, ["owner", "billing"])));
  const [billing] = await ctx.tx
    .select({ email: billingInformation.statementEmail })
    .from(billingInformation)
    .where(eq(billingInformation.customerId, customerId));
  return new Map([
    ...(billing?.email ? [[billing.email, `the address of ${name} for statements`] as const] : []),
    ...members.map(({ email, role }) => [email, `${roleWords[role]} of ${name}`] as const),
  ]);
}
