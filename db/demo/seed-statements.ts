import { inProvider, jobRequest } from "@/server/context";
import { listStatements } from "@/server/money/list-statements";
import { enterPayment } from "@/server/money/post-payment";
import { deliverDueNotices } from "@/server/workflow/deliver-due-notices";
import { issueStatements } from "@/server/workflow/issue-statements";

const day = 24 * 3_600_000;
/** On the third of a month finance issues the statements of the month before; nine days later they are paid. */
const [issuedAfter, paidAfter] = [2 * day + 10 * 3_600_000, 11 * day];

/**
 * The month-ends of the story, as they came: statements of every month but the last that has ended, which finance is
 * about to issue. One company has not paid its newest statement.
 * @param late the company that has not paid
 * @param setClock sets the time of this process: mails go out at their own time
 */
export async function tellStatements(now: Date, late: string, setClock: (at: Date) => void): Promise<void> {
  const months = Array.from(
    { length: 13 },
    (_, n) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1)),
  );
  for (const end of months.reverse().slice(0, -1)) {
    const month = new Date(end.getTime() - day).toISOString().slice(0, 7);
    const issuing = new Date(end.getTime() + issuedAfter);
    for (let after: string | null | undefined; after !== null; )
      after = (await issueStatements(jobRequest("story", issuing), { month, after })).next;
    setClock(issuing);
    await deliverDueNotices(jobRequest("story", issuing));
    const paying = new Date(end.getTime() + paidAfter);
    if (paying < now) await pay(paying, end === months.at(-2) ? late : null);
  }
}

/** Each statement that is open is paid by a transfer that names it. */
async function pay(at: Date, unpaid: string | null): Promise<void> {
  await inProvider(jobRequest("story", at), async (ctx) => {
    const { rows } = await listStatements(ctx, { state: "open", limit: 200 });
    for (const { customerId, customerName, id, number, currency, grossMinor, settledMinor } of rows) {
      const minor = (grossMinor ?? 0n) - settledMinor;
      if (customerName === unpaid || minor <= 0n) continue;
      await enterPayment(ctx, {
        ...{ customerId, amount: { minor, currency }, statementId: id },
        ...{ receivedOn: at.toISOString().slice(0, 10), reference: `Statement ${number}` },
      });
    }
  });
}
