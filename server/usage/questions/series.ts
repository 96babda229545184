import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../context";
import { Exact } from "../../quantity";
import type { grains } from "../input";
import { tickMs } from "../record/ticks";
import { meterBySlug } from "./queries";
import { runningTick } from "./running-tick";
import { type Grouped, labelOf, narrowed, type UsageScope } from "./scope";

export type SeriesQuestion = Grouped & { grain: (typeof grains)[number] };

/**
 * One bucket. Quantities are exact decimals; `overflow` is the part of `total` that overflow machines reported,
 * `carried` that part by group.
 */
export type SeriesPoint = {
  at: Date;
  total: string;
  overflow: string;
  values: Record<string, string>;
  carried?: Record<string, string>;
};
export type Series = { meter: string; unit: string; groups: string[]; points: SeriesPoint[] };

type Row = { bucket: Date | string; label: string; quantity: string; overflow: string };

/**
 * Use over time from the rollups, space first, then time: of a gauge each bucket shows the groups as they were in the
 * tick in which their sum was largest; of a counter the sums. Buckets are UTC; those without use are left out.
 */
export async function usageSeries(ctx: Context, question: SeriesQuestion): Promise<Series> {
  const { meter, grain } = question;
  const { kind, unit } = await meterBySlug(ctx, meter);
  const bucket = grain === "tick" ? sql`t.tick` : sql`date_trunc(${grain}, t.tick, 'UTC')`;
  const rows = await ctx.tx.execute<Row>(kind === "gauge" ? peaks(question, bucket) : sums(question, bucket));
  const points = pointsOf(rows);
  if (kind === "gauge") await fillRunning(ctx, question, points);
  const groups = new Set([...points.values()].flatMap(({ values }) => Object.keys(values)));
  const inOrder = [...points.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
  return { meter, unit, groups: [...groups].sort(), points: inOrder };
}

function pointsOf(rows: Iterable<Row>): Map<number, SeriesPoint> {
  const points = new Map<number, SeriesPoint>();
  for (const { bucket: begins, label, quantity, overflow } of rows) {
    const at = new Date(begins);
    const point = points.get(at.getTime()) ?? { at, total: "0", overflow: "0", values: {} };
    point.values[label] = quantity;
    if (overflow !== "0") point.carried = { ...point.carried, [label]: overflow };
    point.total = new Exact(point.total).plus(quantity).toFixed();
    point.overflow = new Exact(point.overflow).plus(overflow).toFixed();
    points.set(at.getTime(), point);
  }
  return points;
}

/** The running tick counts with what its machines are expected to say, where that is the most of its bucket. */
async function fillRunning(ctx: Context, question: SeriesQuestion, points: Map<number, SeriesPoint>): Promise<void> {
  const { tick, rows } = await runningTick(ctx, question);
  const length = question.grain === "tick" ? tickMs : question.grain === "hour" ? 3_600_000 : 86_400_000;
  const bucket = Math.floor(tick.getTime() / length) * length;
  const [expected] = pointsOf(rows.map((row) => ({ ...row, bucket: new Date(bucket) }))).values();
  if (expected && new Exact(expected.total).gt(points.get(bucket)?.total ?? 0)) points.set(bucket, expected);
}

/** The same question about the stretch of equal length before, its buckets laid over the asked one's. */
export async function previousSeries(ctx: Context, question: SeriesQuestion): Promise<Series> {
  const length = question.to.getTime() - question.from.getTime();
  const before = { ...question, from: new Date(question.from.getTime() - length), to: question.from };
  const series = await usageSeries(ctx, before);
  return { ...series, points: series.points.map((point) => ({ ...point, at: new Date(point.at.getTime() + length) })) };
}

export type CloudNow = { cloudId: string; quantity: string; overflow: string };

/**
 * Use per host cloud as it stands: of a gauge in the latest tick of the window that has any, of a counter the window's
 * sum.
 */
export async function usageByCloudNow(
  ctx: Context,
  scope: UsageScope,
): Promise<{ at: Date | null; clouds: CloudNow[] }> {
  const { kind } = await meterBySlug(ctx, scope.meter);
  const value = kind === "gauge" ? sql`t.last` : sql`t.sum`;
  const latest = sql`and t.tick = (select max(t.tick) from ${narrowed(scope)})`;
  const rows = await ctx.tx.execute<CloudNow & { at: Date | string }>(sql`
    select t.cloud_id as "cloudId", trim_scale(sum(${value}))::text as quantity, max(t.tick) as at,
           trim_scale(coalesce(sum(${value}) filter (where t.overflow), 0))::text as overflow
      from ${narrowed(scope)} ${kind === "gauge" ? latest : sql``}
     group by t.cloud_id order by t.cloud_id`);
  const times = rows.map(({ at }) => new Date(at).getTime());
  return {
    at: times.length > 0 ? new Date(Math.max(...times)) : null,
    clouds: rows.map(({ cloudId, quantity, overflow }) => ({ cloudId, quantity, overflow })),
  };
}

function sums(question: SeriesQuestion, bucket: SQL): SQL {
  return sql`
    select ${bucket} as bucket, ${labelOf(question)} as label, trim_scale(sum(t.sum))::text as quantity,
           trim_scale(coalesce(sum(t.sum) filter (where t.overflow), 0))::text as overflow
      from ${narrowed(question)} group by 1, 2`;
}

/** Of each bucket the tick in which the sum was largest, the first of equal ones, by group. */
function peaks(question: SeriesQuestion, bucket: SQL): SQL {
  return question.customerId === undefined ? peaksOfAll(question, bucket) : peaksOfOne(question, bucket);
}

/**
 * One customer's ticks lie in the order of the primary key: they are summed without a sort, and the peaks are read
 * again by that key. A third of the time of the windows below for a year of five machines.
 */
function peaksOfOne(question: SeriesQuestion, bucket: SQL): SQL {
  return sql`
    with totals as (select t.tick, sum(t.last) as total from ${narrowed(question)} group by 1),
    peaks as materialized (
      select distinct on (1) ${bucket} as bucket, t.tick from totals t order by 1, t.total desc, t.tick)
    select p.bucket, ${labelOf(question)} as label, trim_scale(sum(t.last))::text as quantity,
           trim_scale(coalesce(sum(t.last) filter (where t.overflow), 0))::text as overflow
      from peaks p, ${narrowed(question)} and t.tick = p.tick group by 1, 2`;
}

/**
 * Everybody's ticks have no such order: window functions, for a join without fresh statistics is a nested loop over a
 * year.
 */
function peaksOfAll(question: SeriesQuestion, bucket: SQL): SQL {
  return sql`
    with levels as (
      select ${bucket} as bucket, t.tick, ${labelOf(question)} as label, sum(t.last) as quantity,
             coalesce(sum(t.last) filter (where t.overflow), 0) as overflow
        from ${narrowed(question)} group by 1, 2, 3),
    totals as (select *, sum(quantity) over (partition by bucket, tick) as total from levels),
    ranked as (select *, rank() over (partition by bucket order by total desc, tick) as place from totals)
    select bucket, label, trim_scale(quantity)::text as quantity, trim_scale(overflow)::text as overflow
      from ranked where place = 1`;
}
