import { Exact, readExact, sumExact, writeExact, ZERO } from "../../quantity";
import {
  averageOf,
  countedTicks,
  emptyPoint,
  ordinaryOf,
  type Point,
  pointsOf,
  scopedReadings,
  sourceOf,
  TICK,
} from "./aggregate";
import { capacityOf, type ExactSplit, splitOf, splitPoint, writeSplit } from "./split";
import type { OverflowCapacity, Standing, SubscriptionParameters, UsageSnapshot } from "./types";

/**
 * Where the subscription stands (docs/rules.md 4.1, 4.2, 4.6, 4.8): the window's aggregate and its split, the
 * split now, whether the threshold is met, whether the limit is exceeded, and the running increment to charge.
 * A gauge without a record in a tick has no value in that tick. Pure; quantities in units of the meter.
 */
export function standing(
  snapshot: UsageSnapshot,
  parameters: SubscriptionParameters,
  capacities: readonly OverflowCapacity[] = [],
): Standing {
  const points = pointsOf(snapshot, parameters);
  const last = points.at(-1) ?? emptyPoint(snapshot.window.start);
  const aggregate = aggregatePoint(points, parameters, capacities, snapshot);
  const aggregateSplit = splitPoint(aggregate, parameters, capacities);
  const nowSplit = splitPoint(last, parameters, capacities);
  const shownPoint = expectedPoint(snapshot, parameters, last);
  const judged = parameters.limit !== null && mayJudge(snapshot, parameters);
  // Overflow does not count against the limit, so threshold and limit are held against ordinary use alone.
  const highest = highestOrdinary(points, aggregate, parameters);
  const limit = parameters.limit === null ? null : readExact(parameters.limit);
  const chargeable = judged && parameters.mode === "limit";
  const counter = parameters.aggregation === "sum";
  const isTick = parameters.aggregation === "max" || parameters.aggregation === "last";
  return {
    meter: parameters.meter,
    unit: parameters.unit,
    window: snapshot.window,
    limit: parameters.limit,
    judged,
    sentence: sentenceOf(snapshot, parameters),
    total: writeExact(allUse(aggregateSplit)),
    aggregate: writeSplit(aggregateSplit, aggregate, isTick && points.length > 0 ? aggregate.at : null),
    now: writeSplit(nowSplit, last, !counter && points.length > 0 ? last.at : null),
    shown: writeSplit(splitPoint(shownPoint, parameters, capacities), shownPoint, null),
    awaited: writeExact(counter ? ZERO : awaitedUse(snapshot, parameters, points)),
    thresholdMet:
      judged &&
      limit !== null &&
      points.length > 0 &&
      highest.gte(limit.times(readExact(parameters.thresholdPercent)).div(100)),
    over: judged && limit !== null && highest.gt(limit),
    increment: chargeable ? writeExact(aggregateSplit.overflow.plus(aggregateSplit.excess)) : "0",
    from: { snapshot, parameters, capacities },
  };
}

/**
 * Whether no excess of the meter is left, so that the notice to the host cloud is true (docs/rules.md 5.5). A tick
 * that is only just beginning proves nothing: machines that were there a tick ago and have not reported yet are taken
 * at their previous value until they do, or until a tick passes without them.
 */
export function settled({ judged, now, awaited, from: { snapshot, parameters, capacities } }: Standing): boolean {
  if (!judged) return false;
  const expected = readExact(now.ordinary).plus(readExact(awaited));
  const there = capacities.filter(({ since }) => since === undefined || since < snapshot.window.end);
  return splitOf(expected, readExact(now.carried), parameters, capacityOf(there)).excess.lte(0);
}

/** Sums and maxima are judged at once; averages and last when the window closes plus grace (docs/rules.md 3.8). */
function mayJudge({ closed }: UsageSnapshot, { aggregation }: SubscriptionParameters): boolean {
  return closed || aggregation === "sum" || aggregation === "max";
}

function sentenceOf(snapshot: UsageSnapshot, parameters: SubscriptionParameters): string | null {
  const { meter, limit, aggregation, mode } = parameters;
  if (limit === null) {
    return `No limit is known for ${meter}: its use is recorded, and nothing is judged or billed until a limit is set.`;
  }
  if (!mayJudge(snapshot, parameters)) {
    const what = aggregation === "average" ? "average" : "last value";
    return `The ${what} of ${meter} is judged when the window has closed.`;
  }
  return mode === "offset" ? `Use of ${meter} is billed by the clouds' offsets, not by the limit.` : null;
}

/** The point that stands for the window: a counter's total, a gauge's peak, average or last tick. */
function aggregatePoint(
  points: readonly Point[],
  parameters: SubscriptionParameters,
  capacities: readonly OverflowCapacity[],
  { window }: UsageSnapshot,
): Point {
  const last = points.at(-1);
  if (!last) return emptyPoint(window.start);
  if (parameters.aggregation === "average") return averageOf(points, last.at);
  if (parameters.aggregation !== "max") return last;
  return points
    .map((point) => ({ point, split: splitPoint(point, parameters, capacities) }))
    .reduce((peak, next) => (isHigher(next.split, peak.split) ? next : peak)).point;
}

/** Of two ticks the one with more use is the peak; of equal ones the one with more of it beyond the covered part. */
function isHigher(a: ExactSplit, b: ExactSplit): boolean {
  const order = allUse(a).comparedTo(allUse(b));
  return order === 0 ? a.covered.lt(b.covered) : order > 0;
}

function allUse(split: ExactSplit): Exact {
  return split.covered.plus(split.overflow).plus(split.excess);
}

function highestOrdinary(points: readonly Point[], aggregate: Point, { aggregation }: SubscriptionParameters): Exact {
  if (aggregation !== "max") return ordinaryOf(aggregate);
  return points.map(ordinaryOf).reduce((highest, next) => Exact.max(highest, next), ZERO);
}

/**
 * The latest tick with what its machines are expected to say: one that spoke a tick ago and has not spoken in this one
 * yet stands in it with its value of then. For people: without it every quarter of an hour would begin with a dip that
 * never was.
 */
function expectedPoint(snapshot: UsageSnapshot, parameters: SubscriptionParameters, last: Point): Point {
  if (parameters.aggregation === "sum") return last;
  const at = last.at.getTime();
  const counted = countedTicks(snapshot, parameters);
  const latest = counted.filter(({ tick }) => tick.getTime() === at);
  const reported = new Set(latest.map(sourceOf));
  const silent = [...counted, ...(snapshot.before ?? [])]
    .filter((entry) => entry.tick.getTime() === at - TICK && !reported.has(sourceOf(entry)))
    .map((entry) => ({ ...entry, tick: last.at }));
  if (silent.length === 0) return last;
  return pointsOf({ ...snapshot, ticks: [...latest, ...silent] }, parameters).at(-1) ?? last;
}

/** Ordinary use in the tick before the latest one whose machines are still to report in the latest. */
function awaitedUse(snapshot: UsageSnapshot, parameters: SubscriptionParameters, points: readonly Point[]): Exact {
  const latest = points.at(-1)?.at.getTime();
  if (latest === undefined) return ZERO;
  const ordinary = countedTicks(snapshot, parameters).filter(({ overflow }) => !overflow);
  const previous = points.at(-2)?.at.getTime();
  // In the window's first tick the one before belongs to the window before, of which only the last readings are known.
  const earlier =
    previous === undefined
      ? scopedReadings(snapshot.before ?? [], parameters).filter(({ tick }) => tick.getTime() === latest - TICK)
      : ordinary.filter(({ tick }) => tick.getTime() === previous);
  const reported = new Set(ordinary.filter(({ tick }) => tick.getTime() === latest).map(sourceOf));
  return sumExact(earlier.filter((entry) => !reported.has(sourceOf(entry))).map(({ value }) => readExact(value)));
}
