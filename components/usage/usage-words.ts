import Decimal from "decimal.js";
import type { UsageLine } from "@/components/charts/usage-table";
import { quantityOf } from "./meter-words";

type Meter = { name: string; unit: string; decimals: number; kind: string };
type Standing = { standing: { figures: { excess: string; overflow: string } | null } | null } | null;

/** The finding: how much is used, compared with the one limit that no cloud knows. */
export function usageFinding(given: {
  meter: Meter;
  total: UsageLine;
  limit: string | null;
  standing: Standing;
  customer: string | null;
}): string {
  const { meter, total, limit, standing, customer } = given;
  const counted = quantityOf(total.now, meter);
  const used =
    meter.name.toLowerCase() === meter.unit.toLowerCase() ? counted : `${counted} of ${meter.name.toLowerCase()}`;
  const whose = customer ? ` by ${customer}` : " by all customers";
  if (meter.kind === "unique")
    return `${used} seen${customer ? ` at ${customer}` : ""} in the period, across all clouds.`;
  if (limit === null)
    return `${used} used${whose}${meter.kind === "gauge" ? " now" : " in the period"}, across all clouds.`;
  const figures = standing?.standing?.figures;
  const over = new Decimal(total.now).minus(limit);
  const end =
    over.lte(0) || !figures
      ? `${quantityOf(over.abs().toFixed(), meter)} below the limit.`
      : figures.excess === "0"
        ? `${quantityOf(over.toFixed(), meter)} above the limit, carried.`
        : `${quantityOf(over.toFixed(), meter)} above the limit, of which ${quantityOf(figures.excess, meter)} are not carried.`;
  return `${used} used${whose}, against one limit that no cloud knows: ${end}`;
}
