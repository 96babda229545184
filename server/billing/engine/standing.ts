import { Exact, readExact, writeExact, ZERO } from "../../quantity";
import { emptyPoint, ordinaryOf, type Point, type Points } from "./aggregate";
import { type ExactSplit, splitPoint, writeSplit } from "./split";
import { includes, isInForce } from "./stack";
import type { OverflowCapacity, Standing, SubscriptionParameters } from "./types";

/**
 * Where the subscription stands (docs/rules.md 4.1, 4.2, 4.6, 4.8): the window's aggregate and its split, the
 * split now, whether the threshold is met, whether the limit is exceeded, and the running increment to charge.
 * A gauge without a record in a tick has no value in that tick. Pure; quantities in units of the meter.
 */
export function standing(points: Points, capacities: readonly OverflowCapacity[] = []): Standing {
  const { parameters, window, series, limit } = points;
  const last = series.at(-1) ?? emptyPoint(window.start);
  const aggregate = aggregatePoint(points, capacities);
  const aggregateSplit = splitPoint(aggregate, parameters, capacities);
  const nowSplit = splitPoint(last, parameters, capacities);
  const shownPoint = points.present ?? last;
  const judged = limit !== null && mayJudge(points);
  const judgedPoints = judgedOf(points);
  const chargeable = judged && parameters.mode === "limit";
  const counter = parameters.aggregation === "sum";
  const isTick = parameters.aggregation === "max" || parameters.aggregation === "last";
  return {
    meter: parameters.meter,
    unit: parameters.unit,
    window,
    limit,
    judged,
    sentence: sentenceOf(points),
    total: writeExact(allUse(aggregateSplit)),
    aggregate: writeSplit(aggregateSplit, aggregate, isTick && series.length > 0 ? aggregate.at : null),
    now: writeSplit(nowSplit, last, !counter && series.length > 0 ? last.at : null),
    shown: writeSplit(splitPoint(shownPoint, parameters, capacities), shownPoint, null),
    thresholdMet: judged && isLastOfMeter(points) && judgedPoints.some((point) => meetsThreshold(point, parameters)),
    over: judged && judgedPoints.some((point) => ordinaryOf(point).gt(point.covered)),
    increment: chargeable ? writeExact(incrementOf(points, aggregateSplit, capacities)) : "0",
  };
}

/** Overflow does not count against the limit, so threshold and limit are held against ordinary use alone. */
function meetsThreshold(point: Point, { thresholdPercent }: SubscriptionParameters): boolean {
  return point.allowed !== null && ordinaryOf(point).gte(point.allowed.times(readExact(thresholdPercent)).div(100));
}

/**
 * Whether use beyond this limit is anybody's excess: a limit after it that counts all that it counts would cover it
 * first.
 */
function isLastOfMeter({ parameters: { id, stack, scope }, series, average, window }: Points): boolean {
  const at = ((average ?? series.at(-1))?.at ?? window.start).getTime();
  const last = stack.findLast((limit) => isInForce(limit, at) && includes(limit.scope, scope));
  return last?.id === id;
}

/**
 * The running total that rule 8 charges. Of a maximum it is the most of any tick, not what its peak leaves over: after
 * a limit was raised the peak may lie within it. Where several limits judge one after the other, each bills what goes
 * beyond all that was billed of its scope before: one excess is billed once.
 */
function incrementOf(
  { shared, parameters }: Points,
  whole: ExactSplit,
  capacities: readonly OverflowCapacity[],
): Exact {
  if (parameters.aggregation !== "max") return whole.overflow.plus(whole.excess);
  let [own, reached] = [ZERO, ZERO];
  for (const { point, billedByOthers } of shared) {
    const split = point && splitPoint(point, parameters, capacities);
    const billed = split ? split.overflow.plus(split.excess) : ZERO;
    own = own.plus(Exact.max(ZERO, billed.minus(reached)));
    reached = Exact.max(reached, billed.plus(billedByOthers));
  }
  return own;
}

/**
 * Whether no excess of the meter is left, so that the notice to the host cloud is true (docs/rules.md 5.5). Held
 * against the use now: a tick that is only just beginning proves nothing.
 */
export function settled({ judged, shown }: Standing): boolean {
  return judged && readExact(shown.excess).lte(0);
}

/** Sums and maxima are judged at once; averages and last when the window closes plus grace (docs/rules.md 3.8). */
function mayJudge({ closed, parameters: { aggregation } }: Points): boolean {
  return closed || aggregation === "sum" || aggregation === "max";
}

function sentenceOf(points: Points): string | null {
  const { meter, aggregation, mode } = points.parameters;
  if (points.limit === null) {
    return `No limit is known for ${meter}: its use is recorded, and nothing is judged or billed until a limit is set.`;
  }
  if (!mayJudge(points)) {
    const what = aggregation === "average" ? "average" : "last value";
    return `The ${what} of ${meter} is judged when the window has closed.`;
  }
  return mode === "offset" ? `Use of ${meter} is billed by the clouds' offsets, not by the limit.` : null;
}

/**
 * The points that are held against the limit: each tick of a maximum, else what stands for the window. An average may
 * have use of ticks in which this limit was not in force, and no tick of its own.
 */
export function judgedOf({ parameters: { aggregation }, series, average }: Points): readonly Point[] {
  if (aggregation === "average") return average ? [average] : [];
  return aggregation === "max" ? series : series.slice(-1);
}

/** The point that stands for the window: a counter's total, a gauge's peak, average or last tick. */
function aggregatePoint(points: Points, capacities: readonly OverflowCapacity[]): Point {
  const { parameters, window, series, average } = points;
  if (parameters.aggregation === "average") return average ?? emptyPoint(window.start);
  if (parameters.aggregation === "max") return peakOf(series, parameters, capacities) ?? emptyPoint(window.start);
  return series.at(-1) ?? emptyPoint(window.start);
}

function peakOf(series: readonly Point[], parameters: SubscriptionParameters, capacities: readonly OverflowCapacity[]) {
  const splits = series.map((point) => ({ point, split: splitPoint(point, parameters, capacities) }));
  const [first, ...others] = splits;
  return first && others.reduce((peak, next) => (isHigher(next.split, peak.split) ? next : peak), first).point;
}

/** Of two ticks the one with more use is the peak; of equal ones the one with more of it beyond the covered part. */
function isHigher(a: ExactSplit, b: ExactSplit): boolean {
  const order = allUse(a).comparedTo(allUse(b));
  return order === 0 ? a.covered.lt(b.covered) : order > 0;
}

function allUse(split: ExactSplit): Exact {
  return split.covered.plus(split.overflow).plus(split.excess);
}
