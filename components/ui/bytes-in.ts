import Decimal from "decimal.js";
import { formatNumber } from "@/components/ui/format";

const sizes = { GiB: 1024n ** 3n, MiB: 1024n ** 2n };

/** Bytes as a number of one unit, for a column whose head names that unit: `1,024`, `0.5`. */
export function bytesIn(unit: keyof typeof sizes, value: bigint | null): string | null {
  if (value === null) return null;
  return formatNumber(new Decimal(value.toString()).div(sizes[unit].toString()), { decimals: 1 });
}
