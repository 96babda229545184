import { periodOf, type UsageRange, usageRanges } from "@/components/console/usage-range";
import { inUrgency } from "@/components/overview/overview-words";
import type { StandingRow } from "@/server/billing/queries";

/** Keys of the page's address. */
export const ownUsageKeys = ["meter", "cloud", "machine", "service", "range", "from", "to", "by"];

export const ownGroups = { cloud: "Cloud", service: "Service", machine: "Machine" } as const;
type Group = keyof typeof ownGroups;
type Grain = "tick" | "hour" | "day";

const dayMs = 86_400_000;
const isGroup = (text: string | undefined): text is Group => text !== undefined && text in ownGroups;

/**
 * What the address asks, with what it leaves open filled in: the most urgent limit's meter, by cloud, in the running month. A month is the
 * billing window where the meter has one of that length; `from` and `to` (picked in the year below the chart) go before the range.
 */
export function ownQuestionOf(
  params: Record<string, string>,
  meters: { slug: string }[],
  standings: StandingRow[],
  now: Date,
) {
  const wanted = meters.find(({ slug }) => slug === params.meter)?.slug;
  const meter = wanted ?? inUrgency(standings)[0]?.meter ?? meters[0]?.slug ?? "storage";
  const standing = standings.find((row) => row.meter === meter) ?? null;
  const picked = pickedOf(params, now);
  const range: UsageRange | null = picked
    ? null
    : params.range && params.range in usageRanges
      ? (params.range as UsageRange)
      : "month";
  const given = periodOf(range ?? "month", now);
  const window =
    range === "month" && standing?.period === "month" && standing.windowEnd > now
      ? { from: standing.windowStart, to: standing.windowEnd }
      : { from: given.from, to: given.to };
  const period = picked ?? window;
  const days = (period.to.getTime() - period.from.getTime()) / dayMs;
  const grain: Grain = picked ? (days <= 2 ? "tick" : days <= 62 ? "hour" : "day") : given.grain;
  const groupBy: Group = isGroup(params.by) ? params.by : "cloud";
  return {
    range,
    period,
    standing,
    asked: {
      meter,
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      grain,
      groupBy,
      cloudId: params.cloud,
      machineId: params.machine,
      serviceId: params.service,
    },
  };
}

/** A stretch picked by hand: two instants in order, at most 400 days apart; anything else is no pick. */
function pickedOf({ from, to }: Record<string, string>, now: Date): { from: Date; to: Date } | null {
  if (!from || !to) return null;
  const [start, end] = [new Date(from), new Date(to)];
  const length = end.getTime() - start.getTime();
  if (Number.isNaN(length) || length < dayMs / 96 || length > 400 * dayMs || start > now) return null;
  return { from: start, to: end };
}

/** The year below the chart: the 365 days up to now, in whole UTC days. */
export function yearBefore(now: Date): { from: string; to: string } {
  const end = Math.ceil(now.getTime() / dayMs) * dayMs;
  return { from: new Date(end - 365 * dayMs).toISOString(), to: new Date(end).toISOString() };
}
