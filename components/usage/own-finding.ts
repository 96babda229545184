import Decimal from "decimal.js";
import type { UsageLine } from "@/components/charts/usage-table";
import { standingState } from "@/components/overview/own-overview-words";
import { formatPercent, percentOf } from "@/components/ui/format";
import { quantityOf } from "@/components/usage/meter-words";
import type { StandingRow } from "@/server/reads/standings";

type Meter = { name: string; unit: string; decimals: number; kind: string };

/** The page's sentence: how much is used, compared with the limit over all clouds, or that of the one cloud shown. */
export function ownUsageFinding(meter: Meter, total: UsageLine, row: StandingRow | null): string {
  const figures = row?.standing?.figures;
  const show = (value: string) => quantityOf(value, meter);
  if (!row || row.limit === null || !figures) {
    const used =
      meter.kind === "unique"
        ? `${show(total.now)} seen in the period`
        : `${show(total.now)} of ${meter.name.toLowerCase()} used ${meter.kind === "gauge" ? "now" : "in the period"}`;
    return `${used}, across all clouds.${row && row.limit === null ? " No limit is set: nothing is billed above it." : ""}`;
  }
  const state = standingState(row);
  if (row.mode === "offset" && Number(figures.excess) > 0)
    return `${show(figures.use)} used of ${show(row.limit)}: ${show(figures.excess)} above the limit. Billed is what each cloud uses over and under its reference share.`;
  if (state === "overflow")
    return `${show(figures.use)} used of ${show(row.limit)}: ${show(figures.overflow)} above the limit, carried by overflow machines.`;
  if (state === "excess" && Number(figures.overflow) > 0)
    return `${show(figures.use)} used of ${show(row.limit)}: above the limit, overflow machines carry ${show(figures.overflow)}, and ${show(figures.excess)} are not carried. All of it is billed.`;
  if (state === "excess")
    return `${show(figures.use)} used of ${show(row.limit)}: ${show(figures.excess)} above the limit, billed and not carried.`;
  const left = new Decimal(row.limit).minus(figures.use).toFixed();
  const share = percentOf(figures.use, row.limit);
  const where = row.scopeCloud ? `in ${row.scopeCloud.name}` : "across all clouds";
  return `${show(figures.use)} used of ${show(row.limit)} ${where}${share ? ` (${formatPercent(share)})` : ""}. Left: ${show(left)}.`;
}
