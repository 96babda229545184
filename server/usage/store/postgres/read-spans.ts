import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import type {
  GroupedUse,
  GroupReporters,
  GroupValue,
  MachineMeter,
  MeterHistory,
  StoredTick,
  TickWindow,
} from "../use-over-time";
import { byPlace, ofWindow, windowsAsked } from "./many-windows";
import { at, groupOf, type NamedScope, narrowedTicks, placedOf } from "./narrow-use";
import { sums } from "./read-series";
import { machineOf, namedBy } from "./reporter";

export async function lastValue(
  ctx: Context,
  { customerId, meter, machineId }: MachineMeter,
): Promise<{ value: string; at: Date } | null> {
  const [row] = await ctx.tx.execute<{ value: string; at: Date | string }>(sql`
    select sum(u.last)::text as value, max(u.last_at) as at from usage_spans u
     where u.customer_id = ${customerId} and u.meter = ${meter} and u.machine_id = ${machineId}
     group by u.cloud_id, u.last_tick order by u.last_tick desc, 2 desc limit 1`);
  return row ? { value: row.value, at: new Date(row.at) } : null;
}

/**
 * Of each series of a machine in each cloud its newest tick of the time, as `u`. Of the use now the spans hold it; of a
 * time that has passed it is looked up in the ticks.
 */
function newestTicks(scope: NamedScope): SQL {
  const columns = sql.raw("u.customer_id, u.cloud_id, u.machine_id, u.service_id, u.overflow, u.dimensions, u.last");
  return sql`(
    select exists (select from usage_spans u where ${placedOf(scope)} and u.last_tick >= ${at(scope.to)}) as later offset 0) o
    cross join lateral (
      select ${columns}, u.last_tick as tick from usage_spans u
       where ${placedOf(scope)} and u.last_tick >= ${at(scope.from)} and not o.later
       union all
      select * from (
        select distinct on (u.customer_id, u.cloud_id, u.machine_id, u.series) ${columns}, u.tick from ${narrowedTicks(scope, sql`o.later`)}
         order by u.customer_id, u.cloud_id, u.machine_id, u.series, u.tick desc) u) u`;
}

export async function lastValues(ctx: Context, question: GroupedUse): Promise<Omit<GroupValue, "at">[]> {
  const rows = await ctx.tx.execute<Omit<GroupValue, "at">>(
    sql`select ${groupOf(question)} as "group", ${sums(sql`u.last`)} from ${newestTicks(question)} group by 1 order by 1`,
  );
  return [...rows];
}

export async function lastTicks(ctx: Context, windows: readonly TickWindow[]): Promise<StoredTick[][]> {
  type Row = { place: number; begins: number; reporter: string; cloud: string; overflow: boolean; value: string };
  const rows = await ctx.tx.execute<Row>(sql`
    select w.place, (extract(epoch from max(u.tick)) * 1000)::float8 as begins, u.machine_id as reporter, u.cloud_id as cloud, u.overflow,
           trim_scale(sum(u.last))::text as value
      from ${windowsAsked(windows)} cross join lateral ${newestTicks({ ...ofWindow, kind: "gauge" })}
     group by 1, 3, 4, 5`);
  return byPlace(windows, rows, ({ begins, reporter, cloud, overflow, value }) => ({
    ...{ tick: new Date(begins), ...namedBy(reporter), cloudId: cloud, overflow, value },
  }));
}

/** A span that only encloses the time says nothing about it: its ticks are asked. */
export async function reportingMachines(
  ctx: Context,
  question: GroupedUse,
): Promise<{ groups: GroupReporters[]; all: number }> {
  const [from, to] = [at(question.from), at(question.to)];
  const rows = await ctx.tx.execute<GroupReporters & { whole: boolean }>(sql`
    select u.name as "group", count(distinct u.machine_id)::int as machines,
           (count(distinct u.machine_id) filter (where u.overflow))::int as overflow, grouping(u.name) = 1 as whole
      from (select u.*, ${groupOf(question)} as name from usage_spans u) u
     where ${placedOf(question)} and ${machineOf} <> '' and u.first_tick < ${to} and u.last_tick >= ${from}
       and (u.first_tick >= ${from} or u.last_tick < ${to} or exists (
         select from usage_ticks t
          where t.customer_id = u.customer_id and t.meter = u.meter and t.tick >= ${from} and t.tick < ${to}
            and t.cloud_id = u.cloud_id and t.machine_id = u.machine_id and t.series = u.series))
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
