import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { hourShift } from "../../../periods";
import type { Buckets, GroupedUse, GroupValue, StoredTick, TickWindow, UseScope } from "../port";
import { groupOf, narrowedTicks } from "./narrow-use";

type Row = { at: Date | string; group: string; quantity: string; overflow: string };
const groupValueOf = ({ at: begins, group, quantity, overflow }: Row): GroupValue => ({
  at: new Date(begins),
  group,
  quantity,
  overflow,
});
/** The sum of a column as a decimal without superfluous zeros, and the part of it that overflow machines reported. */
const sums = (value: SQL): SQL => sql`
  trim_scale(sum(${value}))::text as quantity,
  trim_scale(coalesce(sum(${value}) filter (where u.overflow), 0))::text as overflow`;

export async function bucketSeries(ctx: Context, question: GroupedUse & Buckets): Promise<GroupValue[]> {
  const { kind, customerIds } = question;
  const bucketOf = bucketIn(question);
  const query = kind !== "gauge" ? counts : customerIds.length === 1 ? peaksOfOne : peaksOfAll;
  return (await ctx.tx.execute<Row>(query(question, bucketOf))).map(groupValueOf);
}

type Bucket = (tick: SQL) => SQL;

/** Hours are steps of an hour: cut by the wall clock, the two that it shows twice in autumn would be one. */
function bucketIn({ grain, zone = "UTC", from }: Buckets & { from: Date }): Bucket {
  if (grain === "tick") return (tick) => tick;
  if (grain === "day") return (tick) => sql`date_trunc('day', ${tick}, ${zone})`;
  const origin = new Date(-hourShift(from, zone)).toISOString();
  return (tick) => sql`date_bin('1 hour', ${tick}, ${origin}::timestamptz)`;
}

function counts(question: GroupedUse, bucketOf: Bucket): SQL {
  return sql`
    select ${bucketOf(sql`u.tick`)} as at, ${groupOf(question.groupBy)} as "group", ${sums(sql`u.sum`)}
      from ${narrowedTicks(question)} group by 1, 2`;
}

/**
 * Of each bucket the tick in which the sum was largest, the first of equal ones, by group. One customer's ticks lie in
 * the order of the primary key: they are summed without a sort, and the peaks are read again by that key. A third of
 * the time of the windows below for a year of five machines.
 */
function peaksOfOne(question: GroupedUse, bucketOf: Bucket): SQL {
  const { groupBy, ...scope } = question;
  return sql`
    with totals as (select u.tick, sum(u.last) as total from ${narrowedTicks(scope)} group by 1),
    peaks as materialized (
      select distinct on (1) ${bucketOf(sql`t.tick`)} as at, t.tick from totals t order by 1, t.total desc, t.tick)
    select p.at, ${groupOf(groupBy)} as "group", ${sums(sql`u.last`)}
      from peaks p, ${narrowedTicks(question, sql`u.tick = p.tick`)} group by 1, 2`;
}

/**
 * The same of several customers, whose ticks have no such order: window functions, because a join without fresh
 * statistics is a nested loop over a year.
 */
function peaksOfAll(question: GroupedUse, bucketOf: Bucket): SQL {
  return sql`
    with levels as (
      select ${bucketOf(sql`u.tick`)} as at, u.tick, ${groupOf(question.groupBy)} as name, sum(u.last) as quantity,
             coalesce(sum(u.last) filter (where u.overflow), 0) as overflow
        from ${narrowedTicks(question)} group by 1, 2, 3),
    totals as (select *, sum(quantity) over (partition by at, tick) as total from levels),
    ranked as (select *, rank() over (partition by at order by total desc, tick) as place from totals)
    select at, name as "group", trim_scale(quantity)::text as quantity, trim_scale(overflow)::text as overflow
      from ranked where place = 1`;
}

/** Of each machine in each cloud the newest tick of the time, as `u`. */
function newestTicks(scope: UseScope & { groupBy?: GroupedUse["groupBy"] }, name: SQL = sql`null`): SQL {
  return sql`(
    select distinct on (u.customer_id, u.cloud_id, u.machine_id) u.tick, u.cloud_id, u.machine_id, u.overflow, u.last,
           ${name} as name
      from ${narrowedTicks(scope)}
     order by u.customer_id, u.cloud_id, u.machine_id, u.tick desc) u`;
}

export async function lastValues(ctx: Context, question: GroupedUse): Promise<Omit<GroupValue, "at">[]> {
  const rows = await ctx.tx.execute<Omit<GroupValue, "at">>(sql`
    select u.name as "group", ${sums(sql`u.last`)} from ${newestTicks(question, groupOf(question.groupBy))} group by 1`);
  return [...rows];
}

export async function lastTicks(ctx: Context, { customerId, ...time }: TickWindow): Promise<StoredTick[]> {
  type Tick = Omit<StoredTick, "tick"> & { tick: Date | string };
  const rows = await ctx.tx.execute<Tick>(sql`
    select u.tick, coalesce(u.machine_id, '') as "machineId", u.cloud_id as "cloudId", u.overflow,
           trim_scale(u.last)::text as value
      from ${newestTicks({ customerIds: [customerId], ...time })}`);
  return rows.map(({ tick, ...row }) => ({ ...row, tick: new Date(tick) }));
}

export async function sumsByCloud(ctx: Context, scope: UseScope): Promise<GroupValue[]> {
  const rows = await ctx.tx.execute<Row>(sql`
    select max(u.tick) as at, u.cloud_id as "group", ${sums(sql`u.sum`)}
      from ${narrowedTicks(scope)} group by u.cloud_id order by u.cloud_id`);
  return rows.map(groupValueOf);
}

export async function dailyTotals(
  ctx: Context,
  { zone = "UTC", ...scope }: UseScope & { zone?: string | undefined },
): Promise<{ at: Date; value: string }[]> {
  const [value, whole] = scope.kind === "gauge" ? [sql`u.last`, sql`max(t.total)`] : [sql`u.sum`, sql`sum(t.total)`];
  const rows = await ctx.tx.execute<{ day: Date | string; value: string }>(sql`
    select date_trunc('day', t.tick, ${zone}) as day, trim_scale(${whole})::text as value
      from (select u.tick, sum(${value}) as total from ${narrowedTicks(scope)} group by 1) t
     group by 1 order by 1`);
  return rows.map(({ day, value: total }) => ({ at: new Date(day), value: total }));
}
