import { Exact } from "../quantity";
import type { TaxCategory, TaxTreatment } from "./states";

/** How a customer is taxed; `country` is that whose rates hold. */
export type TaxSetting = { treatment: TaxTreatment; country: string | null; reason: string | null };

/** A rate of the country, in percent, from a day on; `serviceId` null: of services without a rate of their own. */
export type RateInForce = { serviceId: string | null; percent: string; fromDay: string };

/** A fee or a line: its amount in minor units, and the last day of what it is of, `YYYY-MM-DD`. */
export type TaxedPart = { id: string; amountMinor: bigint; serviceId: string | null; lastDay: string };

/** What tax a fee or line bears; the rate in percent. */
export type PartTax = { taxCategory: TaxCategory; taxRate: string };

/** A row of the breakdown, in minor units. */
export type TaxRow = {
  category: TaxCategory;
  rate: string;
  taxableMinor: bigint;
  taxMinor: bigint;
  /** Why no tax is charged. */
  reason: string | null;
};

export type Taxes = { of: Map<string, PartTax>; rows: TaxRow[]; taxMinor: bigint };

const untaxed: PartTax = { taxCategory: "O", taxRate: "0" };
const categoryOf: Record<Exclude<TaxTreatment, "standard">, TaxCategory> = {
  reverse_charge: "AE",
  exempt: "E",
  outside_scope: "O",
};
const reasonOf: Partial<Record<TaxCategory, string>> = { AE: "Reverse charge", O: "Not subject to VAT" };

/**
 * What tax the parts of a statement bear, and the breakdown (docs/rules.md 7.11): parts taxed alike are summed, and the
 * tax of the sum is rounded once, half up (EN 16931, BR-CO-17). A part bears the rate in force on its last day; one
 * from before the first rate bears the first. Where no rate is in force when the statement's period ends, it bears no
 * tax and has no breakdown.
 * @param rates those of the setting's country
 * @param lastDay of the statement's period
 */
export function taxesOf(
  parts: readonly TaxedPart[],
  { setting, rates, lastDay }: { setting: TaxSetting; rates: readonly RateInForce[]; lastDay: string },
): Taxes {
  const { treatment } = setting;
  if (treatment === "standard" && !rates.some(({ fromDay }) => fromDay <= lastDay))
    return { of: new Map(parts.map(({ id }) => [id, untaxed])), rows: [], taxMinor: 0n };
  const of = new Map(
    parts.map((part) => [
      part.id,
      treatment === "standard" ? ratedBy(rates, part) : { taxCategory: categoryOf[treatment], taxRate: "0" },
    ]),
  );
  const sums = new Map<string, PartTax & { minor: bigint }>();
  for (const { id, amountMinor } of parts) {
    const tax = of.get(id) ?? untaxed;
    const key = `${tax.taxCategory} ${tax.taxRate}`;
    sums.set(key, { ...tax, minor: (sums.get(key)?.minor ?? 0n) + amountMinor });
  }
  const rows = [...sums.values()]
    .map(({ taxCategory: category, taxRate: rate, minor: taxableMinor }) => ({
      ...{ category, rate, taxableMinor, taxMinor: taxOn(taxableMinor, rate) },
      reason: (treatment === "standard" ? null : setting.reason) ?? reasonOf[category] ?? null,
    }))
    .sort((a, b) => new Exact(b.rate).comparedTo(a.rate));
  return { of, rows, taxMinor: rows.reduce((total, { taxMinor }) => total + taxMinor, 0n) };
}

/** In minor units, which are whole: rounding to a whole number is rounding to the currency's decimals. */
function taxOn(minor: bigint, rate: string): bigint {
  const exact = new Exact(minor.toString()).times(rate).times("0.01");
  return BigInt(exact.toDecimalPlaces(0, Exact.ROUND_HALF_UP).toFixed(0));
}

/** The rate of the part's service, or else of all services, that is in force on its last day. */
function ratedBy(rates: readonly RateInForce[], { serviceId, lastDay }: TaxedPart): PartTax {
  const byDay = [...rates].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
  const inForce = (of: string | null) => byDay.findLast((one) => one.serviceId === of && one.fromDay <= lastDay);
  const rate =
    (serviceId === null ? undefined : inForce(serviceId)) ??
    inForce(null) ??
    byDay.find((one) => one.serviceId === null);
  if (!rate) return untaxed;
  const taxRate = new Exact(rate.percent).toFixed();
  return { taxCategory: taxRate === "0" ? "Z" : "S", taxRate };
}
