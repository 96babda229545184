import {
  addMoney,
  compareMoney,
  type Money,
  moneyToDecimal,
  type Priced,
  priceQuantity,
  subtractMoney,
  zeroMoney,
} from "../../money";
import { type ChargeState, isRemitted } from "../../money/states";
import { ceilToStep, Exact, readExact, sumExact, writeExact, ZERO } from "../../quantity";
import type { Quantity } from "./types";

/**
 * A charge already made in the window, in billing units. Every state counts as remitted but `failed`; `gratis` charges
 * are recorded and not sent, and count. A confirmed adjustment is an entry of negative quantity.
 */
export type RemittedCharge = { quantity: Quantity; amount: Money; state: ChargeState };

/** What rule 8 needs. `increment` and `covers` in units of the meter, `step` and the charges in billing units. */
export type RunningTotal = {
  /** Overflow + excess of the window so far. */
  increment: Quantity;
  /** Included amounts in addition to the limit; they add up. */
  covers: readonly Quantity[];
  remitted: readonly Pick<RemittedCharge, "quantity" | "state">[];
  step: Quantity;
  factor: Quantity;
};

/** A quantity to bill in billing units ("0": no row), with its reckoning in a sentence. */
export type ChargeQuantity = { quantity: Quantity; alreadyRemitted: Quantity; sentence: string };

/** Rule 8: ceil to step( max(0, increment - cover) - already remitted ), never below 0. */
export function chargeToMake(running: RunningTotal): ChargeQuantity {
  const applicable = applicableOf(running);
  const remitted = remittedOf(running);
  const quantity = ceilToStep(Exact.max(ZERO, applicable.minus(remitted)), readExact(running.step));
  return {
    quantity: writeExact(quantity),
    alreadyRemitted: writeExact(remitted),
    sentence: `${writeExact(applicable)} billing units over cover, ${writeExact(remitted)} already remitted, rounded up to steps of ${running.step}: ${writeExact(quantity)}.`,
  };
}

/**
 * Rule 8 for the amount: the price of all that is billed with this quantity, rounded once, less what was charged for
 * the part before. However use is cut into charges, their amounts have one sum. Never below 0: what charges of an
 * earlier release rounded up is not given back.
 */
export function priceOfCharge(
  { quantity, alreadyRemitted }: ChargeQuantity,
  remitted: readonly RemittedCharge[],
  { rate, currency }: { rate: Quantity; currency: string },
): Priced {
  const billed = writeExact(readExact(alreadyRemitted).plus(readExact(quantity)));
  const total = priceQuantity(rate, billed, currency);
  const before = remitted.filter(({ state }) => isRemitted(state));
  if (before.length === 0) return total;
  const charged = before.reduce((sum, { amount }) => addMoney(sum, amount), zeroMoney(currency));
  const left = subtractMoney(total.amount, charged);
  const amount = compareMoney(left, zeroMoney(currency)) < 0 ? zeroMoney(currency) : left;
  return {
    amount,
    sentence: `${total.sentence} Charged before: ${moneyToDecimal(charged)}; now: ${moneyToDecimal(amount)} ${currency}.`,
  };
}

/**
 * The negative adjustment (billing units, "0" or below) to propose to finance after an explicit void or amend of billed
 * use. A lower running total by itself creates nothing, so this is asked for only by such a correction.
 */
export function adjustmentToPropose(running: RunningTotal): Quantity {
  const due = ceilToStep(applicableOf(running), readExact(running.step));
  return writeExact(Exact.min(ZERO, due.minus(remittedOf(running))));
}

function applicableOf({ increment, covers, factor }: RunningTotal): Exact {
  return Exact.max(ZERO, readExact(increment).minus(sumExact(covers.map(readExact)))).times(readExact(factor));
}

function remittedOf({ remitted }: RunningTotal): Exact {
  return sumExact(remitted.filter(({ state }) => isRemitted(state)).map(({ quantity }) => readExact(quantity)));
}
