import { type Calendar, grainOf, pickedOf, type UsageRange, usageRanges } from "@/components/usage/usage-range";
import type { StandingRow } from "@/server/reads/standings";
import type { MeterHistory } from "@/server/usage/store/use-over-time";
import { openingMeter } from "./opening-meter";

/** Search parameters of the usage page in the portal and in the console. */
export const ownUsageParams = ["meter", "cloud", "machine", "service", "range", "from", "to", "by"];
export const usageParams = ["customer", "vendor", ...ownUsageParams];

export const ownGroups = { cloud: "Cloud", service: "Service", machine: "Machine" } as const;
export const groups = { cloud: "Cloud", service: "Service", customer: "Customer", machine: "Machine" } as const;

type ByDimension = `dimension:${string}`;
const choiceOf = (name: string): [ByDimension, string] => [`dimension:${name}`, name];
/** Whether use is grouped by a dimension: its records are not counted by fate. */
export const isByDimension = (groupBy: string): groupBy is ByDimension => groupBy.startsWith("dimension:");

/** What a page of usage knows before it asks. Standings are one customer's: none where all customers' use is shown. */
export type Known = {
  meters: { slug: string; dimensions: string[] }[];
  histories: MeterHistory[];
  standings: StandingRow[];
};

const dayMs = 86_400_000;

/**
 * What the address asks, with what it leaves open filled in: the meter of openingMeter, by cloud (a dimension can be
 * asked where the meter declares it), in the running month of the calendar; in the running day where it was first
 * used less than a day ago, since in a month that is a dot.
 * A month is the billing window where the meter has one of that length; `from` and `to` (picked in the year below the
 * chart) go before the range. Ids that do not exist simply find nothing.
 */
export function usageQuestionOf<Group extends "cloud" | "service" | "customer" | "machine">(
  params: Record<string, string>,
  { meters, histories, standings }: Known,
  offered: Readonly<Record<Group, string>>,
  now: Date,
  calendar: Calendar,
) {
  const meter =
    meters.find(({ slug }) => slug === params.meter)?.slug ?? openingMeter(meters, histories, standings, now);
  const dimensions = meters.find(({ slug }) => slug === meter)?.dimensions ?? [];
  const groups: Record<string, string> = { ...offered, ...Object.fromEntries(dimensions.map(choiceOf)) };
  const standing = comparedWith(
    standings.filter((row) => row.meter === meter),
    params,
  );
  const picked = pickedOf(params, now);
  const asked = params.range && params.range in usageRanges ? (params.range as UsageRange) : null;
  const began = histories.find((one) => one.meter === meter)?.firstAt;
  const young = began !== undefined && now.getTime() - began.getTime() < dayMs;
  const range = picked ? null : (asked ?? (young ? "day" : "month"));
  const window =
    range === "month" && standing?.period === "month" && standing.windowEnd > now
      ? { from: standing.windowStart, to: standing.windowEnd }
      : calendar.around(range ?? "month", now);
  const period = picked ?? window;
  const groupBy = (params.by && Object.hasOwn(groups, params.by) ? params.by : "cloud") as Group | ByDimension;
  // Only the console asks for a customer: a company's page shows its own use, whatever its address.
  const everybodys = "customer" in offered;
  const narrowed =
    ["machine", "service", "vendor"].some((key) => params[key]) ||
    (params.cloud !== undefined && params.cloud !== "" && standing?.scopeCloudId !== params.cloud);
  return {
    range,
    period,
    zone: calendar.zone,
    standing,
    /** What use can be grouped by, in words. */
    groups,
    /** One part of the use alone, which has no limit of its own. */
    narrowed,
    asked: {
      meter,
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      grain: grainOf(period),
      zone: calendar.zone,
      groupBy,
      ...(everybodys && { customerId: params.customer, vendorId: params.vendor }),
      cloudId: params.cloud,
      machineId: params.machine,
      serviceId: params.service,
    },
  };
}

/** The limit that the asked use is compared with: of one cloud's use one of that cloud, else one over all clouds. */
function comparedWith(rows: StandingRow[], { cloud }: Record<string, string>): StandingRow | null {
  const ofCloud = cloud ? rows.find(({ scopeCloudId }) => scopeCloudId === cloud) : undefined;
  return ofCloud ?? rows.find(({ scopeCloudId }) => scopeCloudId === null) ?? null;
}
