import type { BillingWindow } from "../../periods";
import { AVERAGE_DECIMALS, type Exact, readExact, sumExact } from "../../quantity";
import type { CloudId, SubscriptionParameters, UsageSnapshot, UsageTick } from "./types";

/** Length of a tick in milliseconds: the grain of all use (docs/rules.md 3.8). */
export const TICK = 15 * 60_000;

/** The sum over machines at one tick (gauges), or from the window's start up to and with that tick (counters). */
export type Point = {
  at: Date;
  ordinary: Map<CloudId, Exact>;
  carried: Map<CloudId, Exact>;
  carriedByMachine: Map<string, Exact>;
};

/** One machine's use in one tick, read as a number. `at` is the tick's beginning in milliseconds. */
export type CountedTick = Omit<UsageTick, "tick" | "value"> & { at: number; quantity: Exact };

/** A window's use as every rule of the engine looks at it. `pointsOf` alone makes it from a snapshot, once. */
export type Points = {
  parameters: SubscriptionParameters;
  window: BillingWindow;
  closed: boolean;
  /** The ticks that count, in the order of the snapshot. */
  counted: readonly CountedTick[];
  /** The readings before that count. */
  before: readonly CountedTick[];
  /** One for each tick in which anything was recorded, in the order of time. */
  series: readonly Point[];
  /** A gauge's use now; null where it is not given, and for counters. */
  present: Point | null;
};

/** Space first, then time (docs/rules.md 3.8): what counts of a snapshot, and its sum at each tick. */
export function pointsOf(snapshot: UsageSnapshot, parameters: SubscriptionParameters): Points {
  const { window, closed } = snapshot;
  // As numbers: a comparison of dates converts both of them each time, and a month has thousands of ticks.
  const [start, end] = [window.start.getTime(), window.end.getTime()];
  const counted = countedTicks(snapshot.ticks, parameters, (at) => at >= start && at < end);
  return {
    parameters,
    window,
    closed,
    counted,
    before: countedTicks(snapshot.before ?? [], parameters, () => true),
    series: seriesOf(counted, parameters),
    present: presentPoint(snapshot, parameters),
  };
}

/** Machines' last values at one moment: each stands in it, whichever tick it is of. */
function presentPoint({ present }: UsageSnapshot, parameters: SubscriptionParameters): Point | null {
  if (!present || parameters.aggregation === "sum") return null;
  const at = Math.floor(present.at.getTime() / TICK) * TICK;
  const counted = countedTicks(present.ticks, parameters, () => true).map((entry) => ({ ...entry, at }));
  return seriesOf(counted, parameters)[0] ?? emptyPoint(new Date(at));
}

/** The sum at each tick of these; for counters, of all ticks up to each. */
function seriesOf(counted: readonly CountedTick[], { aggregation }: SubscriptionParameters): Point[] {
  const byTick = new Map<number, Point>();
  for (const { at, cloudId, machineId, overflow, quantity } of counted) {
    let point = byTick.get(at);
    if (!point) {
      point = emptyPoint(new Date(at));
      byTick.set(at, point);
    }
    addTo(overflow ? point.carried : point.ordinary, cloudId, quantity);
    if (overflow && machineId !== null) addTo(point.carriedByMachine, machineId, quantity);
  }
  const series = [...byTick.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
  return aggregation === "sum" ? runningTotals(series) : series;
}

/**
 * The ticks inside the scope and, by `isInside`, the window. An overflow machine's own footprint is capacity, never use
 * (rule 6), so where work is ascribed its ticks do not count at all; where work is placed they are what it carries.
 */
function countedTicks(
  ticks: readonly UsageTick[],
  { scope, placement }: SubscriptionParameters,
  isInside: (at: number) => boolean,
): CountedTick[] {
  const counted: CountedTick[] = [];
  for (const { tick, machineId, cloudId, overflow, value } of ticks) {
    const at = tick.getTime();
    if (!isInside(at) || (scope !== "aggregate" && cloudId !== scope.cloudId)) continue;
    if (placement === "ascribed" && overflow) continue;
    counted.push({ at, machineId, cloudId, overflow, quantity: readExact(value) });
  }
  return counted;
}

/** The name of what a reading is about: one machine's use in one cloud. */
export function sourceOf({ machineId, cloudId }: Pick<UsageTick, "machineId" | "cloudId">): string {
  return JSON.stringify({ machineId, cloudId });
}

/** The time-weighted average of gauges. Ticks are equally long; one without any record has no value and no weight. */
export function averageOf(series: readonly Point[], at: Date): Point {
  const whole = runningTotals(series).at(-1) ?? emptyPoint(at);
  const mean = <Key>(totals: Map<Key, Exact>) =>
    new Map([...totals].map(([key, total]) => [key, total.div(series.length).toDecimalPlaces(AVERAGE_DECIMALS)]));
  return {
    at,
    ordinary: mean(whole.ordinary),
    carried: mean(whole.carried),
    carriedByMachine: mean(whole.carriedByMachine),
  };
}

export function emptyPoint(at: Date): Point {
  return { at, ordinary: new Map(), carried: new Map(), carriedByMachine: new Map() };
}

/** O of rule 6. */
export function ordinaryOf(point: Point): Exact {
  return sumExact(point.ordinary.values());
}

/** V of rule 6. */
export function carriedOf(point: Point): Exact {
  return sumExact(point.carried.values());
}

/** The order of clouds everywhere: by id, on-premises last. */
export function compareClouds(a: CloudId, b: CloudId): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

export function addTo<Key>(totals: Map<Key, Exact>, key: Key, quantity: Exact): void {
  const known = totals.get(key);
  totals.set(key, known ? known.plus(quantity) : quantity);
}

function runningTotals(series: readonly Point[]): Point[] {
  let last: Point | undefined;
  return series.map((point) => {
    const total = last ? copyPoint(last, point.at) : emptyPoint(point.at);
    for (const [cloud, quantity] of point.ordinary) addTo(total.ordinary, cloud, quantity);
    for (const [cloud, quantity] of point.carried) addTo(total.carried, cloud, quantity);
    for (const [machine, quantity] of point.carriedByMachine) addTo(total.carriedByMachine, machine, quantity);
    last = total;
    return total;
  });
}

function copyPoint(point: Point, at: Date): Point {
  return {
    at,
    ordinary: new Map(point.ordinary),
    carried: new Map(point.carried),
    carriedByMachine: new Map(point.carriedByMachine),
  };
}
