import { and, count, desc, eq, gte, inArray, isNotNull, lt, sql } from "drizzle-orm";
import {
  charges,
  clouds,
  customers,
  installation,
  meters,
  overflows,
  standings,
  subscriptionParameters,
  usageBatches,
} from "@/db/schema";
import { termsInForce } from "../billing/limit-terms";
import { machineSets } from "../collection/states";
import type { Context } from "../context";
import { firstIdAt } from "../ids";
import { balancesOwed } from "../money/ledger";
import { type OverflowState, overflowSets } from "../overflow/states";
import { machineCounts } from "./machine-list";

/** A standing near or over its limit, with the overflow that answers it. Quantities in the meter's unit. */
export type UrgentStanding = Awaited<ReturnType<typeof urgentStandings>>[number];

/** The time over which received records are counted: an hour. */
const recentMs = 3_600_000;

/** Everything the console's first page shows besides work and jobs, of now and of this UTC month and day. */
export async function consoleOverview(ctx: Context) {
  const day = new Date(Date.UTC(ctx.now.getUTCFullYear(), ctx.now.getUTCMonth(), ctx.now.getUTCDate()));
  const month = new Date(Date.UTC(ctx.now.getUTCFullYear(), ctx.now.getUTCMonth(), 1));
  const [standingsNow, perDay, open, perState, perMachineState, records, [anyone], [provider], names] =
    await Promise.all([
      urgentStandings(ctx),
      incrementsByDay(ctx, month),
      balancesOwed(ctx),
      ctx.tx
        .select({ state: overflows.state, n: count() })
        .from(overflows)
        .where(inArray(overflows.state, overflowSets.ongoing))
        .groupBy(overflows.state),
      machineCounts(ctx, null),
      recordsSince(ctx, new Date(ctx.now.getTime() - recentMs)),
      ctx.tx
        .select({ id: customers.id })
        .from(customers)
        .where(eq(customers.state, "active"))
        .orderBy(customers.id)
        .limit(1),
      ctx.tx.select().from(installation),
      ctx.tx.select({ id: clouds.id, name: clouds.name, colorIndex: clouds.colorIndex }).from(clouds),
    ]);
  const inStates = (states: readonly string[]) => states.reduce((sum, state) => sum + (perMachineState[state] ?? 0), 0);
  return {
    standings: standingsNow,
    increments: incrementsOf(perDay, day),
    incrementsByDay: perDay,
    openAmounts: open,
    clouds: names,
    overflows: Object.fromEntries(perState.map(({ state, n }) => [state, n])) as Partial<Record<OverflowState, number>>,
    machines: { all: inStates(machineSets.setUp), silent: inStates(machineSets.interrupted) },
    records,
    hasCustomers: anyone !== undefined,
    currency: provider?.currency ?? "EUR",
    month,
  };
}

/**
 * Standings of windows that are open, whose threshold was met or whose limit is exceeded: over first, then by share.
 */
async function urgentStandings(ctx: Context) {
  const terms = termsInForce(ctx, ctx.now);
  const rows = await ctx.tx
    .select({
      id: standings.id,
      customerId: standings.customerId,
      customerName: customers.name,
      currency: customers.currency,
      meter: standings.meter,
      meterName: meters.name,
      unit: meters.unit,
      /** The one cloud whose use counts; null: all clouds. */
      scopeCloudName: clouds.name,
      limit: terms.limit,
      thresholdPercent: terms.thresholdPercent,
      figures: standings.figures,
      over: standings.over,
      thresholdMetAt: standings.thresholdMetAt,
      candidateAt: standings.candidateAt,
      judgedAt: standings.judgedAt,
      windowEnd: standings.windowEnd,
      overflowState: sql<OverflowState | null>`(
        select o.state from overflows o join billing_events e on e.customer_id = o.customer_id and e.id = o.billing_event_id
         where e.customer_id = ${standings.customerId} and e.standing_id = ${standings.id} order by e.ordinal desc limit 1)`,
      eventNumber: sql<number | null>`(
        select e.number from billing_events e
         where e.customer_id = ${standings.customerId} and e.standing_id = ${standings.id} order by e.ordinal desc limit 1)`,
      capacity: sql<string | null>`(
        select sum(o.capacity)::text from overflows o join billing_events e on e.customer_id = o.customer_id and e.id = o.billing_event_id
         where e.customer_id = ${standings.customerId} and e.standing_id = ${standings.id} and o.state in ${overflowSets.carried})`,
      soFarMinor: sql<string>`(
        select coalesce(sum(c.amount_minor), 0)::text from charges c
         where c.customer_id = ${standings.customerId} and c.parameter_id = ${standings.parameterId}
           and c.window_start = ${standings.windowStart} and c.state = 'posted')`,
    })
    .from(standings)
    .innerJoin(customers, eq(customers.id, standings.customerId))
    .innerJoin(meters, eq(meters.slug, standings.meter))
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, standings.customerId),
        eq(subscriptionParameters.id, standings.parameterId),
      ),
    )
    .leftJoin(clouds, eq(clouds.id, subscriptionParameters.scopeCloudId))
    .innerJoinLateral(terms, sql`true`)
    .where(
      and(
        isNotNull(standings.figures),
        lt(standings.windowStart, ctx.now),
        gte(standings.windowEnd, ctx.now),
        sql`(${standings.over} or ${standings.thresholdMetAt} is not null)`,
      ),
    )
    .orderBy(
      desc(sql`${standings.over} and (${standings.figures} ->> 'excess')::numeric > 0`),
      desc(standings.over),
      desc(sql`(${standings.figures} ->> 'use')::numeric / nullif(${terms.limit}, 0)`),
    )
    .limit(100);
  return rows;
}

/** Increments posted per UTC day of the month, in each currency. */
async function incrementsByDay(ctx: Context, month: Date) {
  const day = sql<string>`to_char(${charges.createdAt} at time zone 'UTC', 'YYYY-MM-DD')`;
  return ctx.tx
    .select({ day, currency: charges.currency, minor: sql<string>`sum(${charges.amountMinor})::text` })
    .from(charges)
    .where(and(eq(charges.state, "posted"), gte(charges.createdAt, month)))
    .groupBy(day, charges.currency)
    .orderBy(day);
}
type DayIncrements = Awaited<ReturnType<typeof incrementsByDay>>;

/** Increments of the month and of the day, in each currency. */
function incrementsOf(perDay: DayIncrements, day: Date) {
  const today = day.toISOString().slice(0, 10);
  const currencies = [...new Set(perDay.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = perDay.filter((row) => row.currency === currency);
    const sumOf = (rows: DayIncrements) => rows.reduce((total, { minor }) => total + BigInt(minor), 0n);
    return { currency, month: sumOf(own), day: sumOf(own.filter((row) => row.day === today)) };
  });
}

/** Usage records received since then and those of them that counted, from the batches' receipts. */
export async function recordsSince(ctx: Context, since: Date): Promise<{ all: number; counted: number }> {
  const [row] = await ctx.tx
    .select({
      all: sql<number>`coalesce(sum(${usageBatches.accepted}), 0)::float8`,
      // Late records are in the figures as well (server/usage/states.ts, countedFates).
      counted: sql<number>`coalesce(sum(coalesce((${usageBatches.fates} ->> 'counted')::numeric, 0) + coalesce((${usageBatches.fates} ->> 'late')::numeric, 0)), 0)::float8`,
    })
    .from(usageBatches)
    // Ids rise with time: the primary key finds them without an index on the time.
    .where(and(gte(usageBatches.id, firstIdAt("usageBatch", since)), gte(usageBatches.receivedAt, since)));
  return row ?? { all: 0, counted: 0 };
}
