import { and, asc, desc, eq, gte, lt, sql } from "drizzle-orm";
import { usageTicks } from "@/db/schema";
import type { Context } from "../../../context";
import type { GroupedUse, MachineMeter, MeterHistory, StoredTick, TickWindow } from "../port";
import { groupOf, narrowedTicks } from "./narrow-use";

export function windowTicks(ctx: Context, { customerId, meter, kind, from, to }: TickWindow): Promise<StoredTick[]> {
  return ctx.tx
    .select({
      tick: usageTicks.tick,
      machineId: usageTicks.machineId,
      cloudId: usageTicks.cloudId,
      overflow: usageTicks.overflow,
      value: sql<string>`trim_scale(${kind === "gauge" ? usageTicks.last : usageTicks.sum})::text`,
    })
    .from(usageTicks)
    .where(
      and(
        eq(usageTicks.customerId, customerId),
        eq(usageTicks.meter, meter),
        gte(usageTicks.tick, from),
        lt(usageTicks.tick, to),
      ),
    )
    .orderBy(asc(usageTicks.tick), asc(usageTicks.cloudId), asc(usageTicks.machineId));
}

export async function lastValue(
  ctx: Context,
  { customerId, meter, machineId }: MachineMeter,
): Promise<{ value: string; at: Date } | null> {
  const [row] = await ctx.tx
    .select({ value: usageTicks.last, at: usageTicks.lastAt })
    .from(usageTicks)
    .where(and(eq(usageTicks.customerId, customerId), eq(usageTicks.meter, meter), eq(usageTicks.machineId, machineId)))
    .orderBy(desc(usageTicks.tick))
    .limit(1);
  return row ?? null;
}

export async function reportingMachines(
  ctx: Context,
  question: GroupedUse,
): Promise<{ group: string; machineId: string; overflow: boolean }[]> {
  const rows = await ctx.tx.execute<{ group: string; machineId: string; overflow: boolean }>(sql`
    select ${groupOf(question.groupBy)} as "group", u.machine_id as "machineId", bool_or(u.overflow) as overflow
      from ${narrowedTicks(question, sql`u.machine_id <> ''`)} group by 1, 2`);
  return [...rows];
}

/** Two probes of the primary key for each meter and customer. */
export async function storedHistories(
  ctx: Context,
  { meters, customerIds }: { meters: readonly string[]; customerIds: readonly string[] },
): Promise<MeterHistory[]> {
  type Row = { meter: string; first: Date | string; last: Date | string; customers: number };
  const rows = await ctx.tx.execute<Row>(sql`
    select m.slug as meter, min(h.first) as first, max(h.last) as last, count(h.first)::int as customers
      from unnest(${sql.param(meters)}::text[]) as m (slug)
     cross join unnest(${sql.param(customerIds)}::text[]) as c (id)
     cross join lateral (
       select min(u.tick) as first, max(u.tick) as last from usage_ticks u
        where u.customer_id = c.id and u.meter = m.slug) h
     group by m.slug having count(h.first) > 0 order by m.slug`);
  return rows.map(({ first, last, ...row }) => ({ ...row, firstAt: new Date(first), lastAt: new Date(last) }));
}
