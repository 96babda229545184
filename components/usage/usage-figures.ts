import Decimal from "decimal.js";
import type { ChartPoint, ChartSeries } from "@/components/charts/chart-types";
import type { UsageLine } from "@/components/charts/usage-table";
import type { ChartSeries as Answered } from "@/server/usage/questions/chart-series";
import { otherGroups } from "@/server/usage/questions/input";

type Meter = { kind: "counter" | "gauge" | "unique" };
const zero = new Decimal(0);
const plus = (a: Decimal, b: string | undefined) => (b === undefined ? a : a.plus(b));

/** Groups as the chart's series, the largest at the bottom, all others on top; clouds in their own color. */
export function seriesOf(answered: Answered): ChartSeries[] {
  const sum = (group: string) => answered.points.reduce((all, point) => plus(all, point.values[group]), zero);
  return [...answered.groups]
    .sort((a, b) => Number(a === otherGroups) - Number(b === otherGroups) || sum(b).comparedTo(sum(a)))
    .map((group, at) => {
      const { label, colorIndex } = answered.labels[group] ?? { label: group, colorIndex: null };
      const last = group === "on-premises" || group === otherGroups;
      return { key: group, label, colorIndex: colorIndex ?? (last ? 8 : (at % 8) + 1) };
    });
}

/**
 * The points as they are drawn. Where a limit is drawn, what is above it is carried as far as overflow machines
 * reported it (docs/rules.md 4.6), and excess beyond that.
 */
export function pointsOf(answered: Answered, limit: string | null): ChartPoint[] {
  const previous = new Map((answered.previous ?? []).map((point) => [point.at.getTime(), point.total]));
  const points = answered.points.map((point): ChartPoint => {
    const before = previous.get(point.at.getTime());
    previous.delete(point.at.getTime());
    const above = limit === null ? zero : Decimal.max(0, new Decimal(point.total).minus(limit));
    const carried = Decimal.min(above, point.overflow);
    return {
      at: point.at.toISOString(),
      values: point.values,
      ...(above.gt(0) && { carried: carried.toFixed(), excess: above.minus(carried).toFixed() }),
      ...(before !== undefined && { previous: before }),
    };
  });
  const rest = [...previous].map(([at, total]) => ({ at: new Date(at).toISOString(), values: {}, previous: total }));
  return [...points, ...rest].sort((a, b) => a.at.localeCompare(b.at));
}

/**
 * The table under the chart: of a gauge its use now and the peak, of a counter the sum and the largest bucket, of a
 * unique count how many values the time has and the largest bucket; by
 * cloud with what overflow machines reported on a line of its own. The previous period is read up to the same time, or
 * a month that has just begun would be held against a whole one. Where no record names a machine none are counted.
 */
export function linesOf(answered: Answered, series: ChartSeries[], meter: Meter, split = false): UsageLine[] {
  const carried = split && answered.points.some((point) => point.overflow !== "0");
  const before = untilNow(answered);
  const of = (group: string) => (point: Pick<Point, "values" | "carried">) => {
    const value = point.values[group];
    const over = carried ? point.carried?.[group] : undefined;
    return value === undefined || over === undefined ? value : new Decimal(value).minus(over).toFixed();
  };
  const { machines } = answered;
  const count = (group: string) =>
    (machines?.groups[group] ?? 0) - (carried ? (machines?.overflow[group] ?? 0) : 0) || undefined;
  const lines = series.map(({ key, label, colorIndex }): UsageLine => {
    const reported = count(key);
    return {
      id: key === otherGroups ? "others" : key || "none",
      name: shortened(label),
      colorIndex,
      ...figures(answered.points.map(of(key)), meter, presentOf(answered.now, of(key))),
      ...(before && {
        previous: figures(before.map(of(key)), meter, presentOf(answered.previousNow, of(key))).now,
      }),
      ...(reported !== undefined && { machines: reported }),
    };
  });
  if (!carried) return lines;
  const places = series.filter(({ key }) => answered.points.some((point) => point.carried?.[key] !== undefined));
  const overflow = (point: { overflow: string }) => point.overflow;
  return [
    ...lines,
    {
      id: "overflow",
      name: "Overflow",
      overflow: true,
      note: `in ${places.map(({ label }) => label).join(", ")}`,
      ...figures(answered.points.map(overflow), meter, presentOf(answered.now, overflow)),
      ...(before && {
        previous: figures(before.map(overflow), meter, presentOf(answered.previousNow, overflow)).now,
      }),
      ...(machines && { machines: Object.values(machines.overflow).reduce((sum, n) => sum + n, 0) }),
    },
  ];
}

type Point = Answered["points"][number];

/** The previous period up to the same point. */
function untilNow({ previous, points }: Answered): Point[] | null {
  const last = points.at(-1)?.at;
  return previous && last ? previous.filter(({ at }) => at <= last) : previous;
}

/** Longer names would push the table's columns off the page; the chart's legend has the whole name. */
const longestName = 44;
export const shortened = (name: string, most = longestName) =>
  name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name;

/** The line of all groups together. */
export function totalOf(answered: Answered, meter: Meter, name: string): UsageLine {
  const before = untilNow(answered)?.map((point) => point.total);
  return {
    id: "all",
    name,
    ...figures(
      answered.points.map((point) => point.total),
      meter,
      presentOf(answered.now, ({ total }) => total),
    ),
    ...(before && {
      previous: figures(
        before,
        meter,
        presentOf(answered.previousNow, ({ total }) => total),
      ).now,
    }),
    ...(answered.machines?.all && { machines: answered.machines.all }),
  };
}

type Present = NonNullable<Answered["now"]>;

/** A figure of the use now, 0 where it has none; null where the answer does not hold the use now. */
const presentOf = (present: Present | null, of: (present: Present) => string | undefined): string | null =>
  present && (of(present) ?? "0");

/** @param present a gauge's use now, a unique count's values; null: a gauge's last value stands for it */
function figures(values: (string | undefined)[], meter: Meter, present: string | null): { now: string; peak: string } {
  const peak = values.reduce((most, value) => (value === undefined ? most : Decimal.max(most, value)), zero);
  const last = present ?? values.at(-1) ?? 0;
  const now = meter.kind === "counter" ? values.reduce<Decimal>(plus, zero) : new Decimal(last);
  return { now: now.toFixed(), peak: peak.toFixed() };
}
