import type { Context } from "../../context";
import { calendarWindow, hourShift } from "../../periods";
import { Exact } from "../../quantity";
import { usageStore } from "../store/usage-store";
import type { Buckets, GroupValue } from "../store/use-over-time";
import { tickOf } from "../ticks";
import { type PresentUse, presentUse } from "./present-use";
import { type Grouped, groupedAsked, scopeAsked, type UsageScope } from "./scope";

export type SeriesQuestion = Grouped & Buckets;

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

/**
 * Use over time from the rollups, space first, then time: of a gauge each bucket shows the groups as they were in the
 * tick in which their sum was largest; of a counter the sums. Hours and days begin in the zone; those without use are
 * left out.
 * @param present the use now, where the caller asks it too
 * @throws not_found for an unknown meter
 */
export async function usageSeries(
  ctx: Context,
  question: SeriesQuestion,
  present = () => presentUse(ctx, withoutTime(question)),
): Promise<Series> {
  const { meter, grain, zone } = question;
  const { unit, ...grouped } = await groupedAsked(ctx, question);
  const points = pointsOf(await usageStore.series(ctx, { ...grouped, grain, zone }));
  if (grouped.kind === "gauge") await fillRunningTick(ctx.now, question, points, present);
  const groups = new Set([...points.values()].flatMap(({ values }) => Object.keys(values)));
  const inOrder = [...points.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
  return { meter, unit, groups: [...groups].sort(), points: inOrder };
}

/** A question about a time, as one about an instant. */
export function withoutTime({ from: _from, to: _to, grain: _grain, zone: _zone, ...place }: SeriesQuestion) {
  return place;
}

function pointsOf(values: Iterable<GroupValue>): Map<number, SeriesPoint> {
  const points = new Map<number, SeriesPoint>();
  for (const { at, group, quantity, overflow } of values) {
    const point = points.get(at.getTime()) ?? { at, total: "0", overflow: "0", values: {} };
    point.values[group] = quantity;
    if (overflow !== "0") point.carried = { ...point.carried, [group]: overflow };
    point.total = new Exact(point.total).plus(quantity).toFixed();
    point.overflow = new Exact(point.overflow).plus(overflow).toFixed();
    points.set(at.getTime(), point);
  }
  return points;
}

const hourMs = 3_600_000;

/** The begin of the bucket that holds a tick. */
function bucketOf(tick: Date, { grain, zone = "UTC" }: Buckets): Date {
  if (grain === "tick") return tick;
  if (grain === "day") return calendarWindow("day", tick, zone).start;
  const shift = hourShift(tick, zone);
  return new Date(Math.floor((tick.getTime() + shift) / hourMs) * hourMs - shift);
}

/**
 * A gauge's running tick counts with the use now (present-use.ts), as in the engine's standing, where that is the most
 * of its bucket. Without it every quarter of an hour would begin with a dip that never was. A bucket in which nobody
 * reported stays out.
 */
async function fillRunningTick(
  now: Date,
  { from, to, ...buckets }: SeriesQuestion,
  points: Map<number, SeriesPoint>,
  present: () => Promise<PresentUse>,
): Promise<void> {
  const tick = tickOf(now);
  if (tick < from || tick >= to) return;
  const bucket = bucketOf(tick, buckets);
  const reported = points.get(bucket.getTime());
  if (!reported) return;
  const { carried, ...use } = await present();
  if (!new Exact(use.total).gt(reported.total)) return;
  const hasCarried = Object.keys(carried).length > 0;
  points.set(bucket.getTime(), { ...use, at: bucket, ...(hasCarried && { carried }) });
}

/**
 * The same question about the time of equal length before, its buckets moved onto those of the question. A day may be
 * an hour longer or shorter than another: its middle decides onto which it is moved.
 */
export async function previousSeries(ctx: Context, question: SeriesQuestion): Promise<Series> {
  const length = question.to.getTime() - question.from.getTime();
  const before = { ...question, from: new Date(question.from.getTime() - length), to: question.from };
  const series = await usageSeries(ctx, before);
  const { grain, zone } = question;
  const moved = (at: Date) =>
    grain === "day"
      ? bucketOf(new Date(at.getTime() + length + 12 * hourMs), { grain, zone })
      : new Date(at.getTime() + length);
  return { ...series, points: series.points.map((point) => ({ ...point, at: moved(point.at) })) };
}

export type CloudNow = { cloudId: string; quantity: string; overflow: string };

/**
 * Use per host cloud as it stands: of a gauge its use now, or at the end of the time where that has passed
 * (present-use.ts); of a counter the sum of the time. @throws not_found for an unknown meter
 */
export async function usageByCloudNow(
  ctx: Context,
  asked: UsageScope,
): Promise<{ at: Date | null; clouds: CloudNow[] }> {
  const { unit: _, dimensions: _d, ...scope } = await scopeAsked(ctx, asked);
  if (scope.kind === "gauge") {
    const { from: _from, to, ...place } = asked;
    const at = new Date(Math.min(ctx.now.getTime(), lastInstantBefore(to)));
    const { values, carried } = await presentUse(ctx, { ...place, groupBy: "cloud", at });
    const clouds = Object.entries(values).map(([cloudId, quantity]) => ({
      cloudId,
      quantity,
      overflow: carried[cloudId] ?? "0",
    }));
    return { at: clouds.length > 0 ? at : null, clouds };
  }
  const sums = await usageStore.sumsByCloud(ctx, scope);
  return {
    at: sums.length > 0 ? new Date(Math.max(...sums.map(({ at }) => at.getTime()))) : null,
    clouds: sums.map(({ group, quantity, overflow }) => ({ cloudId: group, quantity, overflow })),
  };
}

/** In the tick before `to`, and far enough from it that no record of the time after counts. */
const lastInstantBefore = (to: Date) => tickOf(new Date(to.getTime() - 1)).getTime();
