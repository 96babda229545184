import Decimal from "decimal.js";
import { formatNumber } from "@/components/ui/format";
import { quantityOf } from "@/components/usage/meter-words";

/** What a limit counts by and includes, as far as it is shown in words. */
export type CountedBy = {
  unit: string;
  decimals: number;
  scopeCloudName: string | null;
  billingFactor: string;
  covers: readonly { name: string; quantity: string }[];
};

/** "Launch offer 2, Loyalty 2". */
export const coverWords = (covers: CountedBy["covers"]): string =>
  covers.map(({ name, quantity }) => `${name} ${formatNumber(quantity, { decimals: 9 })}`).join(", ");

/** All that is included on top of a limit, in the meter's unit. */
export const coverSum = (covers: CountedBy["covers"]): string =>
  covers.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0)).toFixed();

/** The unit in which a limit is billed: the meter's, unless it has a billing factor. */
export const billedUnitOf = ({ unit, billingFactor }: Pick<CountedBy, "unit" | "billingFactor">): string =>
  new Decimal(billingFactor).eq(1) ? unit : "billing units";

/** What of a limit is not as usual, a sentence each: one cloud's use alone, a factor, included amounts. */
export function limitSentences(limit: CountedBy): string[] {
  const { scopeCloudName, billingFactor, covers } = limit;
  return [
    ...(scopeCloudName === null ? [] : [`It counts use in ${scopeCloudName} alone.`]),
    ...(new Decimal(billingFactor).eq(1)
      ? []
      : [
          `${quantityOf("1", limit)} above it is billed as ${formatNumber(billingFactor, { decimals: 9 })} billing units, at the rate for a billing unit.`,
        ]),
    ...(covers.length === 0
      ? []
      : [`${quantityOf(coverSum(covers), limit)} above it are included: ${coverWords(covers)}.`]),
  ];
}
