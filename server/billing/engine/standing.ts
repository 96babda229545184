import { Exact, readExact, sumExact, writeExact, ZERO } from "../../quantity";
import {
  averageOf,
  type CountedTick,
  emptyPoint,
  ordinaryOf,
  type Point,
  type Points,
  seriesOf,
  sourceOf,
  TICK,
} from "./aggregate";
import { capacityOf, type ExactSplit, splitOf, splitPoint, writeSplit } from "./split";
import type { OverflowCapacity, Standing, SubscriptionParameters } from "./types";

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
  const shownPoint = expectedPoint(points, last);
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
    awaited: writeExact(counter ? ZERO : awaitedUse(points)),
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
 * Whether no excess of the meter is left, so that the notice to the host cloud is true (docs/rules.md 5.5). A tick
 * that is only just beginning proves nothing: machines that were there a tick ago and have not reported yet are taken
 * at their previous value until they do, or until a tick passes without them.
 */
export function settled(
  { judged, window, now, awaited }: Standing,
  parameters: SubscriptionParameters,
  capacities: readonly OverflowCapacity[] = [],
): boolean {
  if (!judged) return false;
  const expected = readExact(now.ordinary).plus(readExact(awaited));
  const there = capacities.filter(({ since }) => since === undefined || since < window.end);
  return splitOf(expected, readExact(now.carried), parameters, capacityOf(there)).excess.lte(0);
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

/**
 * The latest tick with what its machines are expected to report: one that reported a tick ago and not yet in this one
 * stands in it with its value of then. For screens: without it every quarter of an hour would begin with a dip that
 * never was.
 */
function expectedPoint({ parameters, counted, before }: Points, last: Point): Point {
  if (parameters.aggregation === "sum") return last;
  const at = last.at.getTime();
  const latest = counted.filter((entry) => entry.at === at);
  const previous = counted.filter((entry) => entry.at === at - TICK);
  // Of a tick inside the window the snapshot holds every machine; the readings before hold the same ones again.
  const earlier = previous.length > 0 ? previous : before;
  const late = unreported(earlier, latest, at - TICK).map((entry) => ({ ...entry, at }));
  return late.length === 0 ? last : (seriesOf([...latest, ...late], parameters)[0] ?? last);
}

/** Ordinary use in the tick before the latest one whose machines are still to report in the latest. */
function awaitedUse({ counted, before, series }: Points): Exact {
  const latest = series.at(-1)?.at.getTime();
  if (latest === undefined) return ZERO;
  const ordinary = counted.filter(({ overflow }) => !overflow);
  const previous = series.at(-2)?.at.getTime();
  const reported = ordinary.filter(({ at }) => at === latest);
  // In the window's first tick the one before belongs to the window before: only its last readings are known.
  const late =
    previous === undefined
      ? unreported(
          before.filter(({ overflow }) => !overflow),
          reported,
          latest - TICK,
        )
      : unreported(ordinary, reported, previous);
  return sumExact(late.map(({ quantity }) => quantity));
}

/** Entries of a tick whose machines are not among those that reported. */
function unreported(entries: readonly CountedTick[], reported: readonly CountedTick[], tick: number): CountedTick[] {
  const sources = new Set(reported.map(sourceOf));
  return entries.filter((entry) => entry.at === tick && !sources.has(sourceOf(entry)));
}
