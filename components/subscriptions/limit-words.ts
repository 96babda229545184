import Decimal from "decimal.js";
import { formatNumber } from "@/components/ui/format";
import { quantityOf } from "@/components/usage/meter-words";
import type { BillingMode } from "@/server/billing/states";

/** What a limit counts by and includes, as far as it is shown in words. */
export type CountedBy = {
  unit: string;
  decimals: number;
  scopeCloudName: string | null;
  billingFactor: string;
  covers: readonly { name: string; quantity: string }[];
  /** What the subscription bills; left out: what lies above its limits. */
  mode?: BillingMode;
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
  const { scopeCloudName, billingFactor, covers, mode = "limit" } = limit;
  const isOffset = mode === "offset";
  return [
    ...(isOffset
      ? [
          "It raises events and is not billed: each cloud's use is compared with its reference share, and what is over or under is charged or credited when a window closes.",
        ]
      : []),
    ...(scopeCloudName === null ? [] : [`It counts use in ${scopeCloudName} alone.`]),
    ...(new Decimal(billingFactor).eq(1)
      ? []
      : [
          `${quantityOf("1", limit)} ${isOffset ? "over or under" : "above it"} is billed as ${formatNumber(billingFactor, { decimals: 9 })} billing units, at the rate for a billing unit.`,
        ]),
    ...(covers.length === 0
      ? []
      : [`${quantityOf(coverSum(covers), limit)} above it are included: ${coverWords(covers)}.`]),
  ];
}
