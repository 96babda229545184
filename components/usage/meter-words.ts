import { formatQuantity } from "@/components/ui/format";

type Meter = { name: string; unit: string; decimals: number };

/** A quantity with its unit: `12,614 GiB`; one of a counted unit is `1 unit`. */
export function quantityOf(value: string, meter: Pick<Meter, "unit" | "decimals">): string {
  return formatQuantity(value, meter.unit, meter.decimals);
}

/** A meter with its unit, unless they are the same word: `Storage, GiB`, `Units`. */
export function meterWithUnit(name: string, unit: string): string {
  return name.toLowerCase() === unit.toLowerCase() ? name : `${name}, ${unit}`;
}
