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
import { overlaps } from "./stack";
import type { Quantity, SubscriptionParameters } from "./types";

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
  /** What other limits of the meter have billed of it, in billing units; left out: nothing. */
  elsewhere?: Quantity;
  /** What it has billed of other limits' running totals; left out: nothing. */
  forOthers?: Quantity;
};

/** A quantity to bill in billing units ("0": no row), with its reckoning in a sentence. */
export type ChargeQuantity = { quantity: Quantity; alreadyRemitted: Quantity; sentence: string };

/** Rule 8: ceil to step( max(0, increment - cover) - already remitted ), never below 0. */
export function chargeToMake(running: RunningTotal): ChargeQuantity {
  const applicable = applicableOf(running);
  const remitted = remittedOf(running);
  const elsewhere = readExact(running.elsewhere ?? "0");
  const open = Exact.max(ZERO, applicable.minus(remitted).minus(elsewhere));
  const quantity = ceilToStep(open, readExact(running.step));
  return {
    quantity: writeExact(quantity),
    alreadyRemitted: writeExact(remitted),
    sentence: `${writeExact(applicable)} billing units over cover, ${writeExact(remitted)} already remitted${elsewhere.isZero() ? "" : `, ${writeExact(elsewhere)} billed by another limit`}, rounded up to steps of ${running.step}: ${writeExact(quantity)}.`,
  };
}

/** A limit's running total, with whose use it counts. */
export type SharedTotal = RunningTotal & { scope: SubscriptionParameters["scope"] };

/**
 * What limits of one meter have billed of each other's running totals (docs/rules.md 4.10): limits that are added,
 * changed or ended for the past leave charges of limits whose use it is no longer, and what was billed stays billed.
 * Those charges count for limits that can count the same use: of the same cloud first, so that one over all clouds is
 * left what another cannot use, then in the order of the limits; whichever is judged first, no two count on the same
 * one.
 * @param limits all of the meter in the order of use, this one at `own`, with what each has to bill and has billed
 */
export function sharedBilling(
  limits: readonly SharedTotal[],
  own: number,
): Required<Pick<RunningTotal, "elsewhere" | "forOthers">> {
  const open = limits.map((limit) => dueByItself(limit).minus(remittedOf(limit)));
  const factorOf = (place: number) => readExact(limits[place]?.factor ?? "1");
  // In units of the meter, which are the same for every limit.
  const units = open.map((one, place) => one.div(factorOf(place)));
  const needs = units.map((one) => Exact.max(ZERO, one));
  const over = units.map((one) => Exact.max(ZERO, one.negated()));
  let [elsewhere, forOthers] = [ZERO, ZERO];
  for (const [from, to] of sharingOrder(limits.map(({ scope }) => scope))) {
    const used = Exact.min(over[from] ?? ZERO, needs[to] ?? ZERO);
    over[from] = (over[from] ?? ZERO).minus(used);
    needs[to] = (needs[to] ?? ZERO).minus(used);
    if (to === own) elsewhere = elsewhere.plus(used);
    if (from === own) forOthers = forOthers.plus(used);
  }
  // A quotient that has no end is cut where no quantity has decimals any more.
  const inBillingUnits = (used: Exact) =>
    writeExact(Exact.min((open[own] ?? ZERO).abs(), used.times(factorOf(own)).toDecimalPlaces(QUOTIENT_DECIMALS)));
  return { elsewhere: inBillingUnits(elsewhere), forOthers: inBillingUnits(forOthers) };
}

const QUOTIENT_DECIMALS = 60;

/** Whose charges count for whom, the most bound first: places of two limits that can count the same use. */
function sharingOrder(scopes: readonly SubscriptionParameters["scope"][]): [number, number][] {
  const isBound = (place: number) => scopes[place] !== "aggregate";
  const pairs = scopes.flatMap((one, from) =>
    scopes.flatMap((other, to): [number, number][] => (from !== to && overlaps(one, other) ? [[from, to]] : [])),
  );
  const first = pairs.filter(([from, to]) => isBound(from) && isBound(to));
  const second = pairs.filter(([from, to]) => isBound(from) && !isBound(to));
  return [...first, ...second, ...pairs.filter(([from]) => !isBound(from))];
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
  if (!remitted.some(({ state }) => isRemitted(state))) return total;
  const charged = chargedOf(remitted, currency);
  const left = subtractMoney(total.amount, charged);
  const amount = compareMoney(left, zeroMoney(currency)) < 0 ? zeroMoney(currency) : left;
  return {
    amount,
    sentence: `${total.sentence} Charged before: ${moneyToDecimal(charged)}; now: ${moneyToDecimal(amount)} ${currency}.`,
  };
}

/** What was billed beyond what is due, in billing units: `quantity` is below 0. */
export type TakeBack = { due: Quantity; billed: Quantity; quantity: Quantity; priced: Priced };

/**
 * The negative adjustment to propose to finance after an explicit void or amend of billed use; null where nothing was
 * billed too much. A lower running total by itself creates nothing, so this is asked for only by such a correction. Its
 * amount is the price of what is due less what was charged, as a charge's is; no more than what was sent.
 */
export function adjustmentToPropose(
  running: Omit<RunningTotal, "remitted"> & { remitted: readonly RemittedCharge[] },
  { rate, currency }: { rate: Quantity; currency: string },
): TakeBack | null {
  const due = dueByItself(running).plus(readExact(running.forOthers ?? "0"));
  const billed = remittedOf(running);
  if (!due.lt(billed)) return null;
  const total = priceQuantity(rate, writeExact(due), currency);
  const charged = chargedOf(running.remitted, currency);
  const owed = subtractMoney(
    zeroMoney(currency),
    chargedOf(
      running.remitted.filter(({ state }) => state === "posted"),
      currency,
    ),
  );
  const beyond = subtractMoney(total.amount, charged);
  const amount = compareMoney(beyond, owed) < 0 ? owed : beyond;
  return {
    due: writeExact(due),
    billed: writeExact(billed),
    quantity: writeExact(due.minus(billed)),
    priced: {
      amount,
      sentence: `${total.sentence} Charged before: ${moneyToDecimal(charged)}; to take back: ${moneyToDecimal(amount)} ${currency}.`,
    },
  };
}

/** The amounts of the charges that count as remitted. */
function chargedOf(remitted: readonly RemittedCharge[], currency: string): Money {
  return remitted
    .filter(({ state }) => isRemitted(state))
    .reduce((sum, { amount }) => addMoney(sum, amount), zeroMoney(currency));
}

const dueByItself = (running: RunningTotal): Exact => ceilToStep(applicableOf(running), readExact(running.step));

function applicableOf({ increment, covers, factor }: RunningTotal): Exact {
  return Exact.max(ZERO, readExact(increment).minus(sumExact(covers.map(readExact)))).times(readExact(factor));
}

function remittedOf({ remitted }: RunningTotal): Exact {
  return sumExact(remitted.filter(({ state }) => isRemitted(state)).map(({ quantity }) => readExact(quantity)));
}
