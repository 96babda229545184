import { sql } from "drizzle-orm";
import type { Context } from "../../../context";
import type {
  GroupedUse,
  GroupReporters,
  GroupValue,
  MachineMeter,
  MeterHistory,
  StoredTick,
  TickWindow,
  UseScope,
} from "../use-over-time";
import { at, groupOf, narrowedTicks, placedOf } from "./narrow-use";
import { sums } from "./read-series";
import { machineOf, namedBy } from "./reporter";

export async function lastValue(
  ctx: Context,
  { customerId, meter, machineId }: MachineMeter,
): Promise<{ value: string; at: Date } | null> {
  const [row] = await ctx.tx.execute<{ value: string; at: Date | string }>(sql`
    select u.last as value, u.last_at as at from usage_spans u
     where u.customer_id = ${customerId} and u.meter = ${meter} and u.machine_id = ${machineId}
     order by u.last_tick desc, u.last_at desc limit 1`);
  return row ? { value: row.value, at: new Date(row.at) } : null;
}

/**
 * Of each machine in each cloud its newest tick of the time, as `u`. Of the use now the spans hold it; of a time that
 * has passed it is looked up in the ticks.
 */
async function newestTicks(ctx: Context, scope: UseScope) {
  const [later] = await ctx.tx.execute(
    sql`select from usage_spans u where ${placedOf(scope)} and u.last_tick >= ${at(scope.to)} limit 1`,
  );
  if (!later)
    return sql`(select u.*, u.last_tick as tick from usage_spans u
      where ${placedOf(scope)} and u.last_tick >= ${at(scope.from)}) u`;
  return sql`(select distinct on (u.customer_id, u.cloud_id, u.machine_id) u.* from ${narrowedTicks(scope)}
    order by u.customer_id, u.cloud_id, u.machine_id, u.tick desc) u`;
}

export async function lastValues(ctx: Context, question: GroupedUse): Promise<Omit<GroupValue, "at">[]> {
  const newest = await newestTicks(ctx, question);
  const rows = await ctx.tx.execute<Omit<GroupValue, "at">>(
    sql`select ${groupOf(question.groupBy)} as "group", ${sums(sql`u.last`)} from ${newest} group by 1 order by 1`,
  );
  return [...rows];
}

export async function lastTicks(ctx: Context, window: TickWindow): Promise<StoredTick[]> {
  type Tick = Omit<StoredTick, "tick" | "machineId" | "source"> & { tick: Date | string; reporter: string };
  const newest = await newestTicks(ctx, window);
  const rows = await ctx.tx.execute<Tick>(sql`
    select u.tick, u.machine_id as reporter, u.cloud_id as "cloudId", u.overflow, trim_scale(u.last)::text as value
      from ${newest}`);
  return rows.map(({ tick, reporter, ...row }) => ({ ...row, ...namedBy(reporter), tick: new Date(tick) }));
}

/** A span that only encloses the time says nothing about it: its ticks are asked. */
export async function reportingMachines(
  ctx: Context,
  question: GroupedUse,
): Promise<{ groups: GroupReporters[]; all: number }> {
  const [from, to] = [at(question.from), at(question.to)];
  const rows = await ctx.tx.execute<GroupReporters & { whole: boolean }>(sql`
    select ${groupOf(question.groupBy)} as "group", count(distinct u.machine_id)::int as machines,
           (count(distinct u.machine_id) filter (where u.overflow))::int as overflow, grouping(${groupOf(question.groupBy)}) = 1 as whole
      from usage_spans u
     where ${placedOf(question)} and ${machineOf} <> '' and u.first_tick < ${to} and u.last_tick >= ${from}
       and (u.first_tick >= ${from} or u.last_tick < ${to} or exists (
         select from usage_ticks t
          where t.customer_id = u.customer_id and t.meter = u.meter and t.tick >= ${from} and t.tick < ${to}
            and t.cloud_id = u.cloud_id and t.machine_id = u.machine_id))
     group by grouping sets ((1), ())`);
  return {
    groups: rows.filter(({ whole }) => !whole).map(({ whole: _whole, ...group }) => group),
    all: rows.find(({ whole }) => whole)?.machines ?? 0,
  };
}

export async function storedHistories(
  ctx: Context,
  { customerId }: { customerId?: string | undefined },
): Promise<MeterHistory[]> {
  type Row = { meter: string; first: Date | string; last: Date | string; customers: number };
  const rows = await ctx.tx.execute<Row>(sql`
    select u.meter, min(u.first_tick) as first, max(u.last_tick) as last, count(distinct u.customer_id)::int as customers
      from usage_spans u where ${customerId === undefined ? sql`true` : sql`u.customer_id = ${customerId}`}
     group by u.meter order by u.meter`);
  return rows.map(({ first, last, ...row }) => ({ ...row, firstAt: new Date(first), lastAt: new Date(last) }));
}
