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

/**
 * The ticks that count: inside the window and the scope. An overflow machine's own footprint is capacity, never use
 * (rule 6), so where work is ascribed its ticks do not count at all; where work is placed they are what it carries.
 */
export function countedTicks(snapshot: UsageSnapshot, parameters: SubscriptionParameters): UsageTick[] {
  const { scope, placement } = parameters;
  // As numbers: comparing dates converts both of them each time, and a month has thousands of ticks.
  const [start, end] = [snapshot.window.start.getTime(), snapshot.window.end.getTime()];
  return snapshot.ticks.filter(
    (entry) =>
      entry.tick.getTime() >= start &&
      entry.tick.getTime() < end &&
      (scope === "aggregate" || entry.cloudId === scope.cloudId) &&
      !(placement === "ascribed" && entry.overflow),
  );
}

/** The ordinary readings of `before` that belong to the subscription's scope. */
export function scopedReadings(readings: readonly UsageTick[], { scope }: SubscriptionParameters): UsageTick[] {
  return readings.filter((entry) => !entry.overflow && (scope === "aggregate" || entry.cloudId === scope.cloudId));
}

/** The name of what a reading is about: one machine's use in one cloud. */
export function sourceOf({ machineId, cloudId }: UsageTick): string {
  return JSON.stringify({ machineId, cloudId });
}

/** Space first: one point per tick in which anything was recorded, in the order of time (docs/rules.md 3.8). */
export function pointsOf(snapshot: UsageSnapshot, parameters: SubscriptionParameters): Point[] {
  const byTick = new Map<number, Point>();
  for (const { tick, cloudId, machineId, overflow, value } of countedTicks(snapshot, parameters)) {
    let point = byTick.get(tick.getTime());
    if (!point) {
      point = emptyPoint(tick);
      byTick.set(tick.getTime(), point);
    }
    const quantity = readExact(value);
    addTo(overflow ? point.carried : point.ordinary, cloudId, quantity);
    if (overflow && machineId !== null) addTo(point.carriedByMachine, machineId, quantity);
  }
  const points = [...byTick.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
  return parameters.aggregation === "sum" ? runningTotals(points) : points;
}

/** The time-weighted average of gauges. Ticks are equally long; one without any record has no value and no weight. */
export function averageOf(points: readonly Point[], at: Date): Point {
  const whole = runningTotals(points).at(-1) ?? emptyPoint(at);
  const mean = <Key>(totals: Map<Key, Exact>) =>
    new Map([...totals].map(([key, total]) => [key, total.div(points.length).toDecimalPlaces(AVERAGE_DECIMALS)]));
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

function runningTotals(points: readonly Point[]): Point[] {
  let last: Point | undefined;
  return points.map((point) => {
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
