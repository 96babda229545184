import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { hourShift } from "../../../periods";
import type { Buckets, GroupedUse, GroupValue, UseScope } from "../use-over-time";
import { type Bucket, bucketIn } from "./buckets";
import { hourOf, hoursOf, partsOfHours, rolledUp, ticksOfHours } from "./hour-rows";
import { at, columnOf, groupOf, narrowedTicks, ownerOf, placed } from "./narrow-use";
import { distinctByBucket, distinctByCloud, narrowedValues } from "./read-values";
import { machineOf } from "./reporter";

type Row = { at: Date | string; group: string; quantity: string; overflow: string };
const groupValueOf = ({ at: begins, group, quantity, overflow }: Row): GroupValue => ({
  at: new Date(begins),
  group,
  quantity,
  overflow,
});
/** The sum of a column as a decimal without superfluous zeros, and the part of it that overflow machines reported. */
export const sums = (value: SQL): SQL => sql`
  trim_scale(sum(${value}))::text as quantity,
  trim_scale(coalesce(sum(${value}) filter (where u.overflow), 0))::text as overflow`;

/** Only ticks hold machines apart; all other questions are answered from hours. */
export async function bucketSeries(ctx: Context, question: GroupedUse & Buckets): Promise<GroupValue[]> {
  const { kind, customerId, machineId, groupBy } = question;
  const bucketOf = bucketIn(question);
  const gauge = kind === "gauge";
  if (kind === "unique") return rows(ctx, distinctByBucket(question, bucketOf));
  const byMachine = machineId !== undefined || groupBy === "machine";
  if (!byMachine) return rows(ctx, gauge ? peaksOfHours(question, bucketOf) : countsOfHours(question, bucketOf));
  if (!gauge) return rows(ctx, countsOfTicks(question, bucketOf));
  const peaksKnown = machineId === undefined && customerId !== undefined;
  return rows(ctx, peaksKnown ? machinesAtPeaks(question, bucketOf) : peaksOfTicks(question, bucketOf));
}

const rows = async (ctx: Context, query: SQL) => (await ctx.tx.execute<Row>(query)).map(groupValueOf);

/** A question about everybody by customer adds up each customer's own rows. */
const ofEachCustomer = ({ customerId, groupBy }: GroupedUse) => customerId === undefined && groupBy === "customer";

function countsOfHours(question: GroupedUse & Buckets, bucketOf: Bucket): SQL {
  return sql`
    with ${hoursOf(question, ofEachCustomer(question) ? "each customer" : "owner")}
    select ${bucketOf(sql`t.tick`)} as at, ${groupOf(question)} as "group", ${sums(sql`t.value`)}
      from ${partsOfHours(question, cutsNoHour(question))} group by 1, 2 having sum(t.rows) <> 0`;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Whether the time and its buckets consist of whole hours of UTC: in most zones, and not in India. */
function cutsNoHour({ grain, from, to, zone = "UTC" }: Buckets & { from: Date; to: Date }): boolean {
  if (grain === "tick" || from.getTime() % hourMs !== 0 || to.getTime() % hourMs !== 0) return false;
  // Each day, since a zone may move its clock by half an hour.
  for (let at = from.getTime(); at < to.getTime() + dayMs; at += dayMs)
    if (hourShift(new Date(at), zone) !== 0) return false;
  return true;
}

/** Parts of a WITH: of each bucket the tick in which the sum was largest, the first of equal ones. */
export const peaks = (scope: UseScope, bucketOf: Bucket): SQL => sql`
  ${hoursOf(scope)},
  peaks as materialized (
    select distinct on (1) ${bucketOf(sql`t.tick`)} as at, t.tick
      from ${ticksOfHours(scope, [])} order by 1, t.value desc, t.tick)`;

function peaksOfHours(question: GroupedUse, bucketOf: Bucket): SQL {
  const column = columnOf(question);
  const owner = ofEachCustomer(question) ? sql`u.customer_id <> '*'` : sql`u.customer_id = ${ownerOf(question)}`;
  const peakHours = sql`u.hour = any(array(select distinct ${hourOf(sql`p.tick`)} from peaks p))`;
  const atPeaks = sql`(${rolledUp(question)} where ${owner} and ${peakHours} and ${placed(question)}
                        union all select * from moved u where ${peakHours})`;
  return sql`
    with ${peaks(question, bucketOf)}
    select p.at, u.name as "group", ${sums(sql`u.value`)}
      from peaks p join (select t.tick, ${groupOf(question)} as name, u.overflow, t.value
                           from ${ticksOfHours(question, [column, sql`u.overflow`], atPeaks)}) u on u.tick = p.tick
     group by 1, 2`;
}

function countsOfTicks(question: GroupedUse, bucketOf: Bucket): SQL {
  return sql`
    select ${bucketOf(sql`u.tick`)} as at, ${groupOf(question)} as "group", ${sums(sql`u.sum`)}
      from ${narrowedTicks(question)} group by 1, 2`;
}

/** One customer's peaks are found in hours, its machines then by the primary key of ticks. */
function machinesAtPeaks(question: GroupedUse, bucketOf: Bucket): SQL {
  return sql`
    with ${peaks(question, bucketOf)}
    select p.at, ${machineOf} as "group", ${sums(sql`u.last`)}
      from peaks p, ${narrowedTicks(question, sql`u.tick = p.tick`)} group by 1, 2`;
}

/** Window functions, because a join without fresh statistics is a nested loop over a year. */
function peaksOfTicks(question: GroupedUse, bucketOf: Bucket): SQL {
  return sql`
    with levels as (
      select ${bucketOf(sql`u.tick`)} as at, u.tick, ${groupOf(question)} as name, sum(u.last) as quantity,
             coalesce(sum(u.last) filter (where u.overflow), 0) as overflow
        from ${narrowedTicks(question)} group by 1, 2, 3),
    totals as (select *, sum(quantity) over (partition by at, tick) as total from levels),
    ranked as (select *, rank() over (partition by at order by total desc, tick) as place from totals)
    select at, name as "group", trim_scale(quantity)::text as quantity, trim_scale(overflow)::text as overflow
      from ranked where place = 1`;
}

/** By the sum of all of the time, also of a gauge; of a unique count by its values. */
export async function largestGroups(
  ctx: Context,
  { most, ...question }: GroupedUse & { most: number },
): Promise<string[]> {
  const { kind, machineId, groupBy } = question;
  const largest = (use: SQL) => sql`group by 1 order by ${use} desc, 1 limit ${most}`;
  const group = sql`${groupOf(question)} as "group"`;
  const ofTicks = () => sql`
    select ${group} from ${narrowedTicks(question)} ${largest(sql`sum(${sql.raw(kind === "gauge" ? "u.last" : "u.sum")})`)}`;
  const ofHours = () => sql`
    with ${hoursOf(question, ofEachCustomer(question) ? "each customer" : "owner")}
    select ${group} from ${partsOfHours(question, false)} ${largest(sql`sum(t.value)`)}`;
  const ofValues = () => sql`select ${group} from ${narrowedValues(question)} ${largest(sql`count(distinct u.value)`)}`;
  const byMachine = machineId !== undefined || groupBy === "machine";
  const query = kind === "unique" ? ofValues() : byMachine ? ofTicks() : ofHours();
  const found = await ctx.tx.execute<{ group: string }>(query);
  return found.map((row) => row.group);
}

export async function distinctValues(ctx: Context, question: GroupedUse): Promise<Omit<GroupValue, "at">[]> {
  const found = await rows(
    ctx,
    distinctByBucket(question, () => at(question.from)),
  );
  return found.map(({ at: _, ...row }) => row);
}

export async function sumsByCloud(ctx: Context, scope: UseScope): Promise<GroupValue[]> {
  if (scope.kind === "unique") return rows(ctx, distinctByCloud(scope));
  return rows(
    ctx,
    scope.machineId === undefined
      ? sql`with ${hoursOf(scope)}
          select max(t.tick) as at, u.cloud_id as "group", ${sums(sql`t.value`)}
            from ${ticksOfHours(scope, [sql`u.cloud_id`, sql`u.overflow`])} group by 2 order by 2`
      : sql`select max(u.tick) as at, u.cloud_id as "group", ${sums(sql`u.sum`)}
            from ${narrowedTicks(scope)} group by 2 order by 2`,
  );
}
