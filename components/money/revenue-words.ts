import type { Revenue } from "@/server/reads/revenue-months";

/** By what revenue is stacked: the service that earns it, or the cloud whose use is charged. */
export const revenueParts = ["service", "cloud"] as const;
export type RevenuePart = (typeof revenueParts)[number];

/** One part of revenue with its sum of each month, in minor units. */
export type RevenueSeries = { key: string; label: string; colorIndex: number; byMonth: Record<string, bigint> };

type Named = {
  revenue: Revenue[];
  services: { id: string; name: string }[];
  clouds: { id: string; name: string; colorIndex: number }[];
};

/** Revenue in a currency by service or cloud: services by name, clouds in their colors, then what is in no cloud. */
export function revenueSeries(
  { revenue, services, clouds }: Named,
  currency: string,
  part: RevenuePart,
): RevenueSeries[] {
  const own = revenue.filter((one) => one.currency === currency);
  const series = (key: string, label: string, colorIndex: number, rows: Revenue[]): RevenueSeries => {
    const byMonth: Record<string, bigint> = {};
    for (const { month, minor } of rows) byMonth[month] = (byMonth[month] ?? 0n) + minor;
    return { key, label, colorIndex, byMonth };
  };
  const all =
    part === "service"
      ? services.map(({ id, name }, at) =>
          series(
            id,
            name,
            at + 1,
            own.filter((one) => one.serviceId === id),
          ),
        )
      : [
          ...clouds.map(({ id, name, colorIndex }) =>
            series(
              id,
              name,
              colorIndex,
              own.filter((one) => one.cloudId === id),
            ),
          ),
          series(
            "none",
            "In no single cloud",
            clouds.length + 1,
            own.filter((one) => one.kind === "use" && !one.cloudId),
          ),
          series(
            "fees",
            "Fees",
            clouds.length + 2,
            own.filter((one) => one.kind === "fee"),
          ),
        ];
  return all.filter(({ byMonth }) => Object.keys(byMonth).length > 0);
}

/** The sum of all parts in a month. */
export const revenueIn = (series: readonly RevenueSeries[], month: string): bigint =>
  series.reduce((sum, { byMonth }) => sum + (byMonth[month] ?? 0n), 0n);

/** The last months up to the running one, oldest first: `2026-11`. */
export const lastMonths = (now: Date, months: number): string[] =>
  Array.from({ length: months }, (_, n) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (months - 1 - n), 1)).toISOString().slice(0, 7),
  );
