import { Exact, readExact, writeExact, ZERO } from "../../quantity";
import { averageOf, emptyPoint, ordinaryOf, type Point, type Points } from "./aggregate";
import { type ExactSplit, splitPoint, writeSplit } from "./split";
import type { OverflowCapacity, Standing } from "./types";

/**
 * Where the subscription stands (docs/rules.md 4.1, 4.2, 4.6, 4.8): the window's aggregate and its split, the
 * split now, whether the threshold is met, whether the limit is exceeded, and the running increment to charge.
 * A gauge without a record in a tick has no value in that tick. Pure; quantities in units of the meter.
 */
export function standing(points: Points, capacities: readonly OverflowCapacity[] = []): Standing {
  const { parameters, window, series } = points;
  const last = series.at(-1) ?? emptyPoint(window.start);
  const aggregate = aggregatePoint(points, capacities);
  const aggregateSplit = splitPoint(aggregate, parameters, capacities);
  const nowSplit = splitPoint(last, parameters, capacities);
  const shownPoint = points.present ?? last;
  const judged = parameters.limit !== null && mayJudge(points);
  // Overflow does not count against the limit, so threshold and limit are held against ordinary use alone.
  const highest = highestOrdinary(points, aggregate);
  const limit = parameters.limit === null ? null : readExact(parameters.limit);
  const chargeable = judged && parameters.mode === "limit";
  const counter = parameters.aggregation === "sum";
  const isTick = parameters.aggregation === "max" || parameters.aggregation === "last";
  return {
    meter: parameters.meter,
    unit: parameters.unit,
    window,
    limit: parameters.limit,
    judged,
    sentence: sentenceOf(points),
    total: writeExact(allUse(aggregateSplit)),
    aggregate: writeSplit(aggregateSplit, aggregate, isTick && series.length > 0 ? aggregate.at : null),
    now: writeSplit(nowSplit, last, !counter && series.length > 0 ? last.at : null),
    shown: writeSplit(splitPoint(shownPoint, parameters, capacities), shownPoint, null),
    thresholdMet:
      judged &&
      limit !== null &&
      series.length > 0 &&
      highest.gte(limit.times(readExact(parameters.thresholdPercent)).div(100)),
    over: judged && limit !== null && highest.gt(limit),
    increment: chargeable ? writeExact(aggregateSplit.overflow.plus(aggregateSplit.excess)) : "0",
  };
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
  const { meter, limit, aggregation, mode } = points.parameters;
  if (limit === null) {
    return `No limit is known for ${meter}: its use is recorded, and nothing is judged or billed until a limit is set.`;
  }
  if (!mayJudge(points)) {
    const what = aggregation === "average" ? "average" : "last value";
    return `The ${what} of ${meter} is judged when the window has closed.`;
  }
  return mode === "offset" ? `Use of ${meter} is billed by the clouds' offsets, not by the limit.` : null;
}

/** The point that stands for the window: a counter's total, a gauge's peak, average or last tick. */
function aggregatePoint({ parameters, window, series }: Points, capacities: readonly OverflowCapacity[]): Point {
  const last = series.at(-1);
  if (!last) return emptyPoint(window.start);
  if (parameters.aggregation === "average") return averageOf(series, last.at);
  if (parameters.aggregation !== "max") return last;
  return series
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

function highestOrdinary({ parameters, series }: Points, aggregate: Point): Exact {
  if (parameters.aggregation !== "max") return ordinaryOf(aggregate);
  return series.map(ordinaryOf).reduce((highest, next) => Exact.max(highest, next), ZERO);
}
