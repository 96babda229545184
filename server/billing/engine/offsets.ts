import { type Money, moneyToDecimal, type Priced, priceExact, subtractMoney } from "../../money";
import type { BillingWindow } from "../../periods";
import { type Exact, readExact, sumExact, writeExact } from "../../quantity";
import type { Points } from "./aggregate";
import { isInScope } from "./stack";
import { judgedOf } from "./standing";
import type { Quantity, Standing, SubscriptionParameters } from "./types";

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

/** One window's margins and what they come to. `closed`: they may be billed. */
export type WindowOffsets = Omit<OffsetWindow, "window"> & { unpriced: string[]; closed: boolean };

/**
 * The margins of a standing's window, of the use that the standing counts: at the peak of a maximum, in sum of a
 * counter. A cloud with a share that was not used has all of its share as margin under it. Where nothing was recorded
 * nothing is known of any cloud, and nothing is over or under.
 */
export function offsetsOf(points: Points, { aggregate }: Standing): WindowOffsets {
  const { parameters, window, closed } = points;
  const { referenceShares: shares, scope } = parameters;
  const uses = new Map<string, Quantity>();
  // A limit that ended within the window has ticks of it, and no average: the one that follows has.
  if (judgedOf(points).length > 0)
    for (const cloudId of Object.keys(shares)) if (isInScope(scope, cloudId)) uses.set(cloudId, "0");
  for (const { cloudId, use } of aggregate.byCloud) uses.set(cloudId ?? "on-premises", use);
  const clouds = [...uses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cloudId, use]) => ({ cloudId, use, referenceShare: shares[cloudId] ?? null }));
  const { windows, unpriced } = marginalOffsets([{ window, clouds }], parameters);
  const { window: _, ...own } = windows[0] ?? { window, clouds: [], net: "0", rate: "0", price: "0" };
  return { ...own, unpriced, closed };
}

/** What was posted for windows of one billing period, of one of them: exact prices in major units. */
export type PostedOffsets = { price: Quantity; amount: Money };

/**
 * What to post now for a window, by running total (docs/rules.md 4.9): the exact prices of the billing period's windows
 * are summed and rounded once, less what was posted for them before. Whatever order windows close in, and however late
 * use comes, the amounts of a period have one sum.
 * @param period what was posted for all windows of the billing period
 * @param own what was posted for this window: its net in billing units, and its exact price
 * @returns null where nothing has changed
 */
export function offsetToPost(
  offsets: WindowOffsets,
  period: PostedOffsets,
  own: { net: Quantity; price: Quantity },
): { net: Quantity; price: Quantity; priced: Priced } | null {
  const price = readExact(offsets.price).minus(readExact(own.price));
  const net = readExact(offsets.net).minus(readExact(own.net));
  if (price.isZero() && net.isZero()) return null;
  const { currency } = period.amount;
  const total = priceExact(writeExact(readExact(period.price).plus(price)), currency, "Offsets of the billing period");
  const amount = subtractMoney(total.amount, period.amount);
  const posted = `Posted before: ${moneyToDecimal(period.amount)}; now: ${moneyToDecimal(amount)} ${currency}.`;
  return {
    net: writeExact(net),
    price: writeExact(price),
    priced: { amount, sentence: `${total.sentence} ${posted}` },
  };
}
