import type { Context } from "../context";
import { env } from "../env";
import { formatMoney } from "../money";
import type { DueStep } from "../money/dunning";
import { statementById } from "../money/statement-view";
import type { DunningStep } from "../money/states";
import { enqueueNotice } from "../notifications/enqueue-notice";
import type { MailBody } from "../notifications/mail-body";
import { currentProvider } from "../provider/queries";
import { statementRecipients } from "./statement-mails";

const words: Record<DunningStep, { subject: string; ending: string }> = {
  remind: { subject: "Reminder", ending: "If you have paid in these days, you need do nothing." },
  warn: { subject: "Second reminder", ending: "If it stays unpaid, your service may be suspended." },
  suspend: {
    subject: "Service suspended",
    ending: "Your service is suspended until it is paid; then it is resumed by itself. Your data can be read.",
  },
};

/** Enqueues the mails about a step of dunning, in the transaction that takes it: to whom the statement was sent. */
export async function enqueueDunningMails(
  ctx: Context,
  of: DueStep & { number: string; reason: string; openMinor: bigint },
): Promise<void> {
  const { customerId, customerName, statementId: id, step, number, reason, openMinor } = of;
  const { currency } = await statementById(ctx, { customerId, id });
  const { displayName, suspendDays } = await currentProvider(ctx);
  const open = formatMoney({ minor: openMinor, currency });
  const { subject, ending } = step === "warn" && suspendDays === null ? { ...words.warn, ending: "" } : words[step];
  for (const [email, why] of await statementRecipients(ctx, customerId, customerName))
    await enqueueNotice(ctx, {
      ...{ customerId, kind: "mail", dedupeKey: `dunning:${id}:${step}:${email}`, recipient: email },
      subject: `${subject}: statement ${number} of ${displayName}`,
      body: {
        text: `${reason} ${open} of it is open: please pay it, and name the number. ${ending}`.trim(),
        facts: [
          { label: "Number", value: number },
          { label: "Open", value: open },
        ],
        link: {
          label: "Open the statement",
          url: `${env().NEXTAUTH_URL}/billing/statements/${encodeURIComponent(id)}`,
        },
        why: `You receive this as ${why}.`,
      } satisfies MailBody,
      ...{ subjectKind: "statement", subjectId: id },
    });
}
