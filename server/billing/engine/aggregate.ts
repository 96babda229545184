import type { BillingWindow } from "../../periods";
import { AVERAGE_DECIMALS, Exact, readExact, sumExact, writeExact, ZERO } from "../../quantity";
import { allowedAt, type Carried, distribute, isInForce, isInScope, type Recorded, type Share } from "./stack";
import type { CloudId, Quantity, StackedLimit, SubscriptionParameters, UsageSnapshot, UsageTick } from "./types";

/** Length of a tick in milliseconds: the grain of all use (docs/rules.md 3.8). */
export const TICK = 15 * 60_000;

/**
 * The sum over machines at one tick (gauges), or from the window's start up to and with that tick (counters): of the
 * use that this limit sees, with how much of it the limit covers.
 */
export type Point = {
  at: Date;
  ordinary: Map<CloudId, Exact>;
  carried: Map<CloudId, Exact>;
  carriedByMachine: Map<string, Exact>;
  covered: Exact;
  /** What the limit allows there; null where that is not known. */
  allowed: Exact | null;
};

/** One machine's use in one tick, read as a number. `at` is the tick's beginning in milliseconds. */
export type CountedTick = Omit<UsageTick, "tick" | "value"> & { at: number; quantity: Exact };

/** A window's use as every rule of the engine looks at it. `pointsOf` alone makes it from a snapshot, once. */
export type Points = {
  parameters: SubscriptionParameters;
  window: BillingWindow;
  closed: boolean;
  /** What the limit allows by the last use of the window; null = not known. */
  limit: Quantity | null;
  /** The ticks in the limit's scope and validity, in the order of the snapshot. */
  counted: readonly CountedTick[];
  /** The readings before, in its scope. */
  before: readonly CountedTick[];
  /** One for each tick in which anything was recorded in its scope and validity, in the order of time. */
  series: readonly Point[];
  /** The average over the window's ticks: what is judged where the aggregation is an average, else null. */
  average: Point | null;
  /** Every tick in which anything was recorded, in the order of time: whose use it is to bill. */
  shared: readonly SharedTick[];
  /** A gauge's use now; null where it is not given, and for counters. */
  present: Point | null;
};

/** One tick: what this limit sees of it, null for nothing, and what others bill of the use in its scope. */
type SharedTick = { point: Point | null; billedByOthers: Exact };

/** Space first, then time (docs/rules.md 3.8): what counts of a snapshot, and its sum at each tick. */
export function pointsOf(snapshot: UsageSnapshot, parameters: SubscriptionParameters): Points {
  const { window, closed } = snapshot;
  const own = parameters.stack.find(({ id }) => id === parameters.id);
  // As numbers: a comparison of dates converts both of them each time, and a month has thousands of ticks.
  const [start, end] = [window.start.getTime(), window.end.getTime()];
  const inWindow = countedTicks(snapshot.ticks, parameters, (at) => at >= start && at < end);
  const inScope = ({ cloudId }: CountedTick) => isInScope(parameters.scope, cloudId);
  const recorded = recordedByTick(inWindow);
  const last = own && allowedAt(own, snapshot.present?.at.getTime() ?? recorded.at(-1)?.at ?? start);
  return {
    parameters,
    window,
    closed,
    limit: last ? writeExact(last) : null,
    counted: inWindow.filter((tick) => inScope(tick) && own !== undefined && isInForce(own, tick.at)),
    before: countedTicks(snapshot.before ?? [], parameters, () => true).filter(inScope),
    ...sharesInTime(recorded, parameters),
    average: parameters.aggregation === "average" ? averagePoint(recorded, parameters) : null,
    present: presentPoint(snapshot, parameters),
  };
}

/** Machines' last values at one moment: each stands in it, whichever tick it is of. */
function presentPoint({ present }: UsageSnapshot, parameters: SubscriptionParameters): Point | null {
  if (!present || parameters.aggregation === "sum") return null;
  const at = Math.floor(present.at.getTime() / TICK) * TICK;
  const counted = countedTicks(present.ticks, parameters, () => true).map((entry) => ({ ...entry, at }));
  return sharesInTime(recordedByTick(counted), parameters).series[0] ?? emptyPoint(new Date(at));
}

/** The sums over machines at each tick, in the order of time. */
function recordedByTick(counted: readonly CountedTick[]): Recorded[] {
  const byTick = new Map<
    number,
    { at: number; ordinary: Map<CloudId, Exact>; carried: Recorded["carried"][number][] }
  >();
  for (const { at, cloudId, machineId, overflow, quantity } of counted) {
    let point = byTick.get(at);
    if (!point) {
      point = { at, ordinary: new Map(), carried: [] };
      byTick.set(at, point);
    }
    if (overflow) point.carried.push({ cloudId, machineId, quantity });
    else addTo(point.ordinary, cloudId, quantity);
  }
  return [...byTick.values()].sort((a, b) => a.at - b.at);
}

/**
 * What this limit sees of each tick, in the order of time. A counter's limit covers use in that order until it is used
 * up, whenever a record of it arrives; of a gauge each tick stands for itself.
 */
function sharesInTime(
  recorded: readonly Recorded[],
  { id, stack, scope, aggregation }: SubscriptionParameters,
): Pick<Points, "series" | "shared"> {
  const counter = aggregation === "sum";
  const spent = new Map<string, Exact>();
  const shared: SharedTick[] = [];
  for (const tick of recorded) {
    const inForce = stack.filter((limit) => isInForce(limit, tick.at));
    const shares = distribute(tick, inForce, (limit) => {
      const allowed = allowedAt(limit, tick.at);
      return allowed === null || !counter ? allowed : Exact.max(ZERO, allowed.minus(spent.get(limit.id) ?? ZERO));
    });
    if (counter) for (const [limit, { covered }] of shares) addTo(spent, limit, covered);
    const own = shares.get(id);
    const limit = inForce.find((one) => one.id === id);
    const isSeen = own && limit && isRecorded(tick, scope);
    const point = isSeen ? pointOf(tick.at, own, allowedAt(limit, tick.at)) : null;
    shares.delete(id);
    shared.push({ point, billedByOthers: billedOf([...shares.values()], scope) });
  }
  const series = shared.flatMap(({ point }) => point ?? []);
  return { series: counter ? runningTotals(series) : series, shared };
}

const isRecorded = ({ ordinary, carried }: Recorded, scope: SubscriptionParameters["scope"]) =>
  [...ordinary.keys(), ...carried.map(({ cloudId }) => cloudId)].some((cloudId) => isInScope(scope, cloudId));

/** What these limits bill of the use in a scope. */
function billedOf(shares: readonly Share[], scope: SubscriptionParameters["scope"]): Exact {
  return sumExact(
    shares.flatMap(({ beyond, carried }) => [
      ...[...beyond].filter(([cloudId]) => isInScope(scope, cloudId)).map(([, use]) => use),
      ...carried.filter(({ cloudId }) => isInScope(scope, cloudId)).map(({ quantity }) => quantity),
    ]),
  );
}

/**
 * The time-weighted average of gauges, as one limit sees it. Ticks are equally long; one without any record that a
 * limit sees has no value and no weight. Limits that can share use are averaged over the same ticks, with 0 where one
 * is not in force, and those in force at the last of them judge.
 */
function averagePoint(recorded: readonly Recorded[], { id, stack, scope }: SubscriptionParameters): Point | null {
  // While there is a limit over all clouds, each of one cloud shares use with it, and so with every other.
  const isShared = stack.some(
    (limit) => limit.scope === "aggregate" && recorded.some(({ at }) => isInForce(limit, at)),
  );
  const reach = isShared ? "aggregate" : scope;
  const ticks = recorded.map((tick) => seenBy(stack, tick)).filter((tick) => isRecorded(tick, reach));
  const last = ticks.at(-1);
  if (!last || !ticks.some((tick) => isRecorded(tick, scope))) return null;
  const mean = (sum: Exact) => sum.div(ticks.length).toDecimalPlaces(AVERAGE_DECIMALS);
  const ordinary = new Map<CloudId, Exact>();
  for (const tick of ticks) for (const [cloudId, quantity] of tick.ordinary) addTo(ordinary, cloudId, quantity);
  const carried = new Map<string, Carried>();
  for (const entry of ticks.flatMap((tick) => tick.carried)) {
    const known = carried.get(sourceOf(entry));
    carried.set(sourceOf(entry), known ? { ...known, quantity: known.quantity.plus(entry.quantity) } : entry);
  }
  const allowed = (limit: StackedLimit): Exact | null => {
    const inForce = ticks.filter(({ at }) => isInForce(limit, at)).map(({ at }) => allowedAt(limit, at));
    return inForce.includes(null) ? null : mean(sumExact(inForce.map((one) => one ?? ZERO)));
  };
  const averages: Recorded = {
    at: last.at,
    ordinary: new Map([...ordinary].map(([cloudId, sum]) => [cloudId, mean(sum)])),
    carried: [...carried.values()].map((entry) => ({ ...entry, quantity: mean(entry.quantity) })),
  };
  const inForce = stack.filter((limit) => isInForce(limit, last.at));
  const own = distribute(averages, inForce, allowed).get(id);
  const limit = inForce.find((one) => one.id === id);
  return own && limit ? pointOf(last.at, own, allowed(limit)) : null;
}

/** Of a tick what lies in the scope of a limit that is in force: use that no limit sees is nobody's. */
function seenBy(stack: readonly StackedLimit[], { at, ordinary, carried }: Recorded): Recorded {
  const inForce = stack.filter((limit) => isInForce(limit, at));
  const isSeen = (cloudId: CloudId) => inForce.some(({ scope }) => isInScope(scope, cloudId));
  return {
    at,
    ordinary: new Map([...ordinary].filter(([cloudId]) => isSeen(cloudId))),
    carried: carried.filter(({ cloudId }) => isSeen(cloudId)),
  };
}

function pointOf(at: number, { ordinary, carried, covered }: Share, allowed: Exact | null): Point {
  const point: Point = { ...emptyPoint(new Date(at)), ordinary, covered, allowed };
  for (const { cloudId, machineId, quantity } of carried) {
    addTo(point.carried, cloudId, quantity);
    if (machineId !== null) addTo(point.carriedByMachine, machineId, quantity);
  }
  return point;
}

/**
 * The ticks that count of those inside. An overflow machine's own footprint is capacity, never use (rule 6), so where
 * work is ascribed its ticks do not count at all; where work is placed they are what it carries.
 */
function countedTicks(
  ticks: readonly UsageTick[],
  { placement }: SubscriptionParameters,
  isInside: (at: number) => boolean,
): CountedTick[] {
  const counted: CountedTick[] = [];
  for (const { tick, machineId, source, cloudId, overflow, value } of ticks) {
    const at = tick.getTime();
    if (!isInside(at) || (placement === "ascribed" && overflow)) continue;
    counted.push({ at, machineId, source, cloudId, overflow, quantity: readExact(value) });
  }
  return counted;
}

/** The name of what a reading is about: one machine's use in one cloud, or what one source says of no machine. */
export function sourceOf({ machineId, source, cloudId }: Pick<UsageTick, "machineId" | "source" | "cloudId">): string {
  return JSON.stringify({ machineId, cloudId, ...(source ? { source } : {}) });
}

/** Nothing used and nothing covered. */
export function emptyPoint(at: Date): Point {
  return {
    at,
    ordinary: new Map(),
    carried: new Map(),
    carriedByMachine: new Map(),
    covered: ZERO,
    allowed: null,
  };
}

/** O of rule 6. */
export function ordinaryOf(point: Point): Exact {
  return sumExact(point.ordinary.values());
}

/** V of rule 6. */
export function carriedOf(point: Point): Exact {
  return sumExact(point.carried.values());
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
    total.covered = total.covered.plus(point.covered);
    total.allowed = point.allowed;
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
    covered: point.covered,
    allowed: point.allowed,
  };
}
