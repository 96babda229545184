import { and, asc, count, eq, gt, sql } from "drizzle-orm";
import {
  adjustments,
  bankEntries,
  creditLimitRequests,
  customers,
  ledgers,
  notices,
  services,
  statements,
} from "@/db/schema";
import { graceMs } from "../billing/engine-input";
import type { Context } from "../context";
import { balancesOwed } from "../money/ledger";
import { countStatements } from "../money/list-statements";
import { attempted } from "../notifications/conditions";
import { countUpTo } from "../pagination";
import { revenueByMonth } from "./revenue-months";
import { cloudLooks } from "./standings";

/** Months of revenue that are shown, the running one with them. */
const months = 12;

/** How long ago open statements were due: the last day of each bucket but the last; 0 is not due yet. */
const ageLimits = [0, 30, 60, 90] as const;

/** What is open of issued statements in a currency, by how long ago it was due: a sum for each bucket. Minor units. */
export type Ageing = { currency: string; buckets: { minor: bigint; statements: number }[] };

/** What the console's page of money shows, in each currency by itself. */
export async function moneyOverview(ctx: Context) {
  return {
    revenue: await revenueByMonth(ctx, months),
    services: await ctx.tx.select({ id: services.id, name: services.name }).from(services).orderBy(asc(services.name)),
    clouds: await cloudLooks(ctx),
    owed: await balancesOwed(ctx),
    ageing: await ageingOf(ctx),
    needs: await needsFinance(ctx),
  };
}
export type MoneyOverview = Awaited<ReturnType<typeof moneyOverview>>;

async function ageingOf(ctx: Context): Promise<Ageing[]> {
  const days = sql`ceil(extract(epoch from ${sql.param(ctx.now, statements.dueAt)}::timestamptz - ${statements.dueAt}) / 86400)`;
  const bucket = sql<number>`(${sql.join(
    ageLimits.map((limit) => sql`(${days} > ${limit})::int`),
    sql` + `,
  )})`;
  const rows = await ctx.tx
    .select({
      currency: statements.currency,
      bucket,
      minor: sql<string>`sum(${statements.grossMinor} - ${statements.settledMinor})::text`,
      n: count(),
    })
    .from(statements)
    .where(and(eq(statements.state, "issued"), gt(statements.grossMinor, statements.settledMinor)))
    .groupBy(statements.currency, sql`2`);
  return [...new Set(rows.map(({ currency }) => currency))].sort().map((currency) => ({
    currency,
    buckets: [...ageLimits, null].map((_, at) => {
      const row = rows.find((one) => one.currency === currency && one.bucket === at);
      return { minor: BigInt(row?.minor ?? "0"), statements: row?.n ?? 0 };
    }),
  }));
}

/** So many of each thing are counted at most. */
const countedMost = 1000;

/** What waits for finance, each up to a thousand. */
async function needsFinance(ctx: Context) {
  const { tx } = ctx;
  const counted = (rows: Parameters<typeof countUpTo>[2]) => countUpTo(ctx, countedMost, rows);
  return {
    adjustments: await counted(
      tx.select({ id: adjustments.id }).from(adjustments).where(eq(adjustments.state, "proposed")),
    ),
    creditLimits: await counted(
      tx
        .select({ id: creditLimitRequests.id })
        .from(creditLimitRequests)
        .where(eq(creditLimitRequests.state, "requested")),
    ),
    bankEntries: await counted(
      tx.select({ id: bankEntries.id }).from(bankEntries).where(eq(bankEntries.state, "waiting")),
    ),
    behind: await counted(customersBehind(ctx)),
    overdue: (await countStatements(ctx)).overdue,
    mails: await counted(
      tx
        .select({ id: notices.id })
        .from(notices)
        .where(and(attempted, eq(notices.subjectKind, "statement"))),
    ),
  };
}

/** Customers with a month that has ended and is not closed, from their first subscription or charge on. */
function customersBehind({ tx, now }: Context) {
  const own = sql`${customers.id}`;
  const open = sql`coalesce(${ledgers.closedUntil}, least(
    (select min(s.valid_from) from subscriptions s where s.customer_id = ${own}),
    (select min(d.period_start) from statements d where d.customer_id = ${own} and d.state = 'draft')))`;
  const end = sql`(date_trunc('month', ${open} at time zone ${customers.timeZone}) + interval '1 month') at time zone ${customers.timeZone}`;
  return tx
    .select({ id: customers.id })
    .from(customers)
    .leftJoin(ledgers, and(eq(ledgers.customerId, customers.id), eq(ledgers.currency, customers.currency)))
    .where(sql`${end} <= ${sql.param(new Date(now.getTime() - graceMs), ledgers.closedUntil)}`);
}
