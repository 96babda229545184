import { and, asc, eq, exists, gt, isNull, lt, or } from "drizzle-orm";
import { customers, ledgers, statements, subscriptions } from "@/db/schema";
import { graceMs } from "../billing/engine-input";
import { countDirty, countFailing, type WindowsBefore } from "../billing/lock-standing";
import { markClosedWindows } from "../billing/mark-closed-windows";
import { type Context, inProvider, jobRequest, type Request } from "../context";
import { DomainError } from "../errors";
import { log } from "../log";
import { type IssuedStatement, issueNextStatement } from "../money/issue-statement";
import { billingWindow } from "../periods";
import { evaluateDirtyStandings } from "./evaluate";
import { forEachAtOnce } from "./for-each-at-once";
import { enqueueStatementMails } from "./statement-mails";

/** What a month-end did. */
export type MonthEnd = {
  /** In the order of their numbers. */
  issued: { id: string; number: string; customerId: string; customerName: string }[];
  /** Periods that were closed without a statement, since nothing was to be billed. */
  empty: number;
  refused: { customerId: string; customerName: string; sentence: string }[];
  /** Where the next call goes on: the last customer of this one; null where no other is left. */
  next: string | null;
};

/** So many customers are issued by one call, and so many of them side by side. */
const [customersMost, most] = [100, 4];
/** No billing period is shorter (docs/rules.md 4.16). */
const shortestMs = 14 * 86_400_000;

/**
 * Issues what is open of billing periods that have ended, of one customer or of the next hundred (docs/rules.md 7.4):
 * each customer's oldest period first, each in a transaction of its own. What was recorded of them by then is judged
 * before. Runs again after a crash without issuing anything twice; one customer that is refused stops no other.
 * @param of.month the last month that is issued, `YYYY-MM`; left out: the last that has ended in the customer's zone
 * @param of.after the last customer of the call before
 */
export async function issueStatements(
  request: Request,
  of: { customerId?: string | undefined; month?: string | undefined; after?: string | undefined },
): Promise<MonthEnd> {
  await inProvider(jobOf(request), markClosedWindows);
  const customers = await inProvider(request, (ctx) => billed(ctx, of));
  const next = customers.length < customersMost ? null : (customers.at(-1)?.id ?? null);
  const done: MonthEnd = { issued: [], empty: 0, refused: [], next };
  await forEachAtOnce(most, customers, (customer) => issueOf(request, customer, of.month, done));
  done.issued.sort((a, b) => (a.number < b.number ? -1 : 1));
  return done;
}

type Billed = Awaited<ReturnType<typeof billed>>[number];

/** Customers with something that can be billed, and a period that may have ended. */
function billed(
  ctx: Context,
  { customerId, after = "" }: { customerId?: string | undefined; after?: string | undefined },
) {
  const of = { customer: customers.id };
  return ctx.tx
    .select({
      id: customers.id,
      name: customers.name,
      currency: customers.currency,
      zone: { timeZone: customers.timeZone, earlier: customers.earlierZones },
    })
    .from(customers)
    .leftJoin(ledgers, and(eq(ledgers.customerId, customers.id), eq(ledgers.currency, customers.currency)))
    .where(
      and(
        gt(customers.id, after),
        customerId === undefined ? undefined : eq(customers.id, customerId),
        or(isNull(ledgers.closedUntil), lt(ledgers.closedUntil, new Date(ctx.now.getTime() - shortestMs))),
        or(
          exists(ctx.tx.select().from(subscriptions).where(eq(subscriptions.customerId, of.customer))),
          exists(ctx.tx.select().from(statements).where(eq(statements.customerId, of.customer))),
        ),
      ),
    )
    .orderBy(asc(customers.id))
    .limit(customersMost);
}

async function issueOf(request: Request, customer: Billed, month: string | undefined, done: MonthEnd): Promise<void> {
  const { id: customerId, name: customerName, currency } = customer;
  try {
    const until = lastEnd(request.now, customer, month);
    await judgeBefore(request, { customerId, before: until });
    for (;;) {
      const issued = await inProvider(request, (ctx) =>
        issueJudged(ctx, { customerId, customerName, currency, until }),
      );
      if (!issued) return;
      if (issued.id === null) done.empty += 1;
      else done.issued.push({ id: issued.id, number: issued.number, customerId, customerName });
      // Mostly the month was the last one: no transaction of its own is needed to see that.
      if (billingWindow("month", issued.period.end, customer.zone).end > until) return;
    }
  } catch (error) {
    const { requestId } = request;
    if (!(error instanceof DomainError)) log.error({ requestId, customerId, err: error }, "a statement was not issued");
    const sentence =
      error instanceof DomainError
        ? error.message
        : `Something went wrong inside the portal. The log names ${requestId}.`;
    done.refused.push({ customerId, customerName, sentence });
  }
}

/** The instant by which a period must have ended, and its last windows been judged. */
function lastEnd(now: Date, { zone }: Billed, month: string | undefined): Date {
  const judged = new Date(now.getTime() - graceMs);
  if (month === undefined) return judged;
  const { end } = billingWindow("month", new Date(`${month}-15T12:00:00Z`), zone);
  return end < judged ? end : judged;
}

/** What happens to standings is the product's doing, whoever makes the month-end. */
const jobOf = ({ now }: Request) => jobRequest("month-end", now);

/** So often it is looked for use that waits: what goes on to come belongs to the next statement. */
const looks = 3;

/** Judges what waits of the customer's windows, and waits for those who judge it. */
async function judgeBefore(request: Request, windows: WindowsBefore): Promise<void> {
  for (let look = 0; look < looks; look++) {
    const waiting = await inProvider(jobOf(request), (ctx) => countDirty(ctx, windows));
    if (waiting === 0) return;
    const { judged } = await evaluateDirtyStandings(jobOf(request), waiting, windows);
    if (judged === 0) return;
  }
}

/** @throws conflict while use of the time cannot be compared with its limits */
async function issueJudged(
  ctx: Context,
  of: { customerId: string; customerName: string; currency: string; until: Date },
): Promise<IssuedStatement | null> {
  const issued = await issueNextStatement(ctx, of);
  if (!issued) return null;
  const failing = await countFailing(ctx, { customerId: of.customerId, before: issued.period.end });
  if (failing > 0)
    throw new DomainError(
      "conflict",
      `Use of ${failing === 1 ? "a window" : `${failing} windows`} of the period cannot be compared with its limit at the moment. Operations shows why; issue the statement when that is mended.`,
    );
  if (issued.id !== null) await enqueueStatementMails(ctx, { ...of, id: issued.id });
  return issued;
}
