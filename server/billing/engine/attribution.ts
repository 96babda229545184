import { type Exact, readExact, writeExact, ZERO } from "../../quantity";
import { addTo, type CountedTick, type Points, sourceOf } from "./aggregate";
import { compareClouds } from "./stack";
import type { CloudId, Quantity } from "./types";

/** One cloud in the breakdown of an event. `rise` is that from the reading before to the crossing tick. */
type CloudRise = {
  cloudId: CloudId;
  use: Quantity;
  rise: Quantity;
  referenceShare: Quantity | null;
  /** use - reference share; null where the cloud has no share. */
  margin: Quantity | null;
};

/** One ordinary machine of the named cloud; `rise` is that of the window. */
type MachineRise = { machineId: string; use: Quantity; rise: Quantity };

/** Whose use carried the sum over the limit, and why (rule 5). */
export type Attribution = {
  cloudId: CloudId;
  by: "scope" | "reference_share" | "rise";
  /** null when the cloud's use names no machine. */
  machineId: string | null;
  clouds: CloudRise[];
  machines: MachineRise[];
};

/** What one machine used in one cloud, as seen from the crossing tick. */
type Course = {
  machineId: string | null;
  cloudId: CloudId;
  use: Exact;
  riseAtCrossing: Exact;
  riseInWindow: Exact;
};

/**
 * Rule 5. Cloud: the greatest positive margin over its reference share where there is one, else the cloud whose use
 * rose most from the reading before to the crossing tick; ties by larger use, then id. First machine: in that cloud the
 * ordinary machine whose use rose most in the window; ties likewise.
 */
export function attribute({ parameters, counted, before }: Points, crossing: Date): Attribution {
  const at = crossing.getTime();
  const ordinaryUpTo = (entries: readonly CountedTick[]) =>
    entries.filter((entry) => !entry.overflow && entry.at <= at);
  const courses = coursesAt(ordinaryUpTo(counted), ordinaryUpTo(before), at, parameters.aggregation === "sum");
  const clouds = cloudRises(courses, parameters.referenceShares);
  const overShare = clouds.filter(({ margin }) => margin !== null && readExact(margin).gt(0));
  const named =
    overShare.length > 0
      ? ranked(overShare, ({ margin }) => margin ?? "0", compareCloudIds)
      : ranked(clouds, ({ rise }) => rise, compareCloudIds);
  const { scope } = parameters;
  const cloudId = scope === "aggregate" ? (named[0]?.cloudId ?? null) : scope.cloudId;
  const machines = ranked(machineRises(courses, cloudId), ({ rise }) => rise, compareMachineIds);
  const by = scope !== "aggregate" ? "scope" : overShare.length > 0 ? "reference_share" : "rise";
  return { cloudId, by, machineId: machines[0]?.machineId ?? null, clouds, machines };
}

function coursesAt(
  ticks: readonly CountedTick[],
  before: readonly CountedTick[],
  crossing: number,
  counter: boolean,
): Course[] {
  const known = bySource(before);
  const first = ticks.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
  return [...bySource(ticks)].map(([source, values]) => {
    const { machineId, cloudId } = JSON.parse(source) as Pick<CountedTick, "machineId" | "cloudId">;
    const earlier = known.get(source) ?? new Map<number, Exact>();
    const course = counter ? counterCourse(values, earlier, crossing) : gaugeCourse(values, earlier, crossing, first);
    return { machineId, cloudId, ...course };
  });
}

/** Counters: use to date; the rise at the crossing is what was added in that tick since the reading before. */
function counterCourse(values: Map<number, Exact>, before: Map<number, Exact>, at: number) {
  const use = [...values.values()].reduce((total, value) => total.plus(value), ZERO);
  const riseAtCrossing = (values.get(at) ?? ZERO).minus(before.get(at) ?? ZERO);
  return { use, riseAtCrossing, riseInWindow: use };
}

/**
 * Gauges: the value in the crossing tick, none where the machine did not report in it. Rises are taken against the
 * reading before it, and against the window's first.
 */
function gaugeCourse(values: Map<number, Exact>, before: Map<number, Exact>, at: number, first: number) {
  const ticks = [...values.keys()].sort((a, b) => a - b);
  const use = values.get(at) ?? ZERO;
  const knownAt = Math.max(...before.keys());
  const knownBefore = before.get(knownAt);
  const previousAt = ticks.filter((tick) => tick < at).at(-1);
  const previous =
    knownBefore !== undefined && (previousAt === undefined || knownAt >= previousAt)
      ? knownBefore
      : previousAt === undefined
        ? ZERO
        : (values.get(previousAt) ?? ZERO);
  // A machine without any value in the window's first tick has come since; one that was there started from that value.
  const startsAt = ticks[0] ?? at;
  const start =
    knownBefore !== undefined && knownAt <= startsAt
      ? knownBefore
      : startsAt === first
        ? (values.get(startsAt) ?? ZERO)
        : ZERO;
  return { use, riseAtCrossing: values.has(at) ? use.minus(previous) : ZERO, riseInWindow: use.minus(start) };
}

/** Values per machine and cloud, then per tick; entries of the same one add. */
function bySource(entries: readonly CountedTick[]): Map<string, Map<number, Exact>> {
  const sources = new Map<string, Map<number, Exact>>();
  for (const entry of entries) {
    const source = sourceOf(entry);
    const values = sources.get(source) ?? new Map<number, Exact>();
    addTo(values, entry.at, entry.quantity);
    sources.set(source, values);
  }
  return sources;
}

function cloudRises(courses: readonly Course[], shares: Readonly<Record<string, Quantity>>): CloudRise[] {
  const uses = new Map<CloudId, Exact>();
  const rises = new Map<CloudId, Exact>();
  for (const { cloudId, use, riseAtCrossing } of courses) {
    addTo(uses, cloudId, use);
    addTo(rises, cloudId, riseAtCrossing);
  }
  return [...uses.keys()].sort(compareClouds).map((cloudId) => {
    const use = uses.get(cloudId) ?? ZERO;
    const referenceShare = (cloudId === null ? undefined : shares[cloudId]) ?? null;
    const margin = referenceShare === null ? null : writeExact(use.minus(readExact(referenceShare)));
    return { cloudId, use: writeExact(use), rise: writeExact(rises.get(cloudId) ?? ZERO), referenceShare, margin };
  });
}

function machineRises(courses: readonly Course[], cloudId: CloudId): MachineRise[] {
  return courses.flatMap((course) =>
    course.machineId === null || course.cloudId !== cloudId
      ? []
      : [{ machineId: course.machineId, use: writeExact(course.use), rise: writeExact(course.riseInWindow) }],
  );
}

/** Greatest figure first; ties by larger use, then id. */
function ranked<Row extends { use: Quantity }>(
  rows: readonly Row[],
  figure: (row: Row) => Quantity,
  compareIds: (a: Row, b: Row) => number,
): Row[] {
  return [...rows].sort(
    (a, b) =>
      readExact(figure(b)).comparedTo(readExact(figure(a))) ||
      readExact(b.use).comparedTo(readExact(a.use)) ||
      compareIds(a, b),
  );
}

const compareCloudIds = (a: CloudRise, b: CloudRise) => compareClouds(a.cloudId, b.cloudId);

const compareMachineIds = (a: MachineRise, b: MachineRise) => (a.machineId < b.machineId ? -1 : 1);
