import { type Priced, priceExact } from "../../money";
import type { BillingWindow } from "../../periods";
import { type Exact, readExact, sumExact, writeExact } from "../../quantity";
import type { Quantity, SubscriptionParameters } from "./types";

/** A cloud's use in one window, with its reference share; null = none agreed. */
export type OffsetUse = { cloudId: string; use: Quantity; referenceShare: Quantity | null };

type OffsetWindow = {
  window: BillingWindow;
  clouds: { cloudId: string; use: Quantity; referenceShare: Quantity; margin: Quantity }[];
  net: Quantity;
  /** The over-rate for a positive net, the under-credit rate for a negative one; 0 for none. */
  rate: Quantity;
  /** net × rate, exact, in major units; below zero is a credit. */
  price: Quantity;
};

export type MarginalOffsets = {
  windows: OffsetWindow[];
  /** The sum of the windows, rounded once; below zero is a credit. */
  total: Priced;
  /** Clouds without a reference share: nothing is billed for them, and this says so. */
  unpriced: string[];
};

/**
 * Rule 9: per cloud and window the margin is use minus reference share, over and under both stand; the clouds' margins
 * are netted per window; a positive net is priced at the over-rate, a negative one at the under-credit rate; the
 * windows are summed. Use is in units of the meter, the billing factor turns the net into billing units; no step rounds
 * it, since a credit and a charge must weigh the same.
 */
export function marginalOffsets(
  windows: readonly { window: BillingWindow; clouds: readonly OffsetUse[] }[],
  parameters: Pick<SubscriptionParameters, "overRate" | "underCredit" | "currency" | "billingFactor">,
): MarginalOffsets {
  const factor = readExact(parameters.billingFactor);
  const unpriced = new Set<string>();
  const prices: Exact[] = [];
  const reckoned = windows.map(({ window, clouds }) => {
    const margins = clouds.flatMap(({ cloudId, use, referenceShare }) => {
      if (referenceShare !== null)
        return [{ cloudId, use, referenceShare, margin: writeExact(readExact(use).minus(readExact(referenceShare))) }];
      unpriced.add(cloudId);
      return [];
    });
    const net = sumExact(margins.map(({ margin }) => readExact(margin))).times(factor);
    const rate = net.isZero() ? "0" : net.gt(0) ? parameters.overRate : parameters.underCredit;
    const price = net.times(readExact(rate));
    prices.push(price);
    return { window, clouds: margins, net: writeExact(net), rate, price: writeExact(price) };
  });
  const what = `Offsets of ${windows.length} ${windows.length === 1 ? "window" : "windows"}`;
  return {
    windows: reckoned,
    total: priceExact(writeExact(sumExact(prices)), parameters.currency, what),
    unpriced: [...unpriced].sort(),
  };
}
