import Decimal from "decimal.js";
import { billedUnitOf, coverWords } from "@/components/subscriptions/limit-words";
import {
  formatAmount,
  formatCount,
  formatMoney,
  formatNumber,
  formatQuantity,
  formatRate,
} from "@/components/ui/format";
import type { StatementLine } from "@/server/money/statement-view";
import { coveredOf } from "./billed-quantity";
import { isCorrection, isOffset } from "./billing-words";

/** One line of a sum: term, explanation, and the figure with its sign. */
export type Term = { term: string; detail: string; figure: string };

type Line = Pick<
  StatementLine,
  | "charges"
  | "mode"
  | "used"
  | "covered"
  | "overflow"
  | "excess"
  | "quantity"
  | "limit"
  | "unit"
  | "decimals"
  | "aggregation"
  | "billingStep"
  | "billingFactor"
  | "scopeCloudName"
  | "covers"
  | "rate"
  | "amountMinor"
  | "currency"
>;

/** How a meter's window is aggregated (docs/rules.md 3.8). */
const windows: Record<Line["aggregation"], string> = {
  sum: "summed over the window",
  max: "in the quarter of an hour with the most use",
  average: "on average over the window",
  last: "at the end of the window",
  unique: "in the quarter of an hour with the most use",
};

/**
 * How a line came to its amount, in the order of docs/rules.md 4.8: all use, covered, increment, cover,
 * already remitted, rounded up, rate, amount. Where use was judged again since the last charge, the sum begins with the
 * increment that was charged.
 */
export function reckoningOf(line: Line): Term[] {
  const last = line.charges.at(-1);
  if (!last) return [];
  if (isOffset(line)) return offsetTerms(line);
  const show = (value: string) => formatQuantity(value, line.unit, 3);
  const billed = (value: string) => formatQuantity(value, billedUnitOf(line), 3);
  return [
    ...usedTerms(line, last.increment),
    {
      term: "Increment",
      detail: incrementWords(line, last.increment),
      figure: `= ${show(last.increment)}`,
    },
    {
      term: "Cover",
      detail: isZero(last.cover) ? "none agreed for this meter" : `included: ${coverWords(line.covers)}`,
      figure: `− ${show(last.cover)}`,
    },
    ...factorTerms(line),
    {
      term: "Already remitted",
      detail: remittedWords(line),
      figure: `− ${billed(line.charges[0]?.remittedBefore ?? "0")}`,
    },
    isCorrection(line)
      ? { term: "Taken back", detail: `to a step of ${billed(line.billingStep)}`, figure: `= ${billed(line.quantity)}` }
      : {
          term: "Rounded up",
          detail: `to a step of ${billed(line.billingStep)}`,
          figure: `= ${billed(line.quantity)}`,
        },
    { term: "Rate", detail: "the subscription's over-rate", figure: `× ${formatRate(line.rate, line.currency)}` },
    { term: "Amount", detail: amountWords(line), figure: formatMoney(line.amountMinor, line.currency) },
  ];
}

/**
 * How a month of offset billing came to its amount: the windows over and under the shares, each at its rate, summed and
 * rounded once.
 */
function offsetTerms(line: Line): Term[] {
  const windows = new Map<number, { net: Decimal; price: Decimal }>();
  for (const { windowStart, quantity, price, state } of line.charges) {
    if (state === "failed") continue;
    const known = windows.get(windowStart.getTime()) ?? { net: new Decimal(0), price: new Decimal(0) };
    const own = { net: known.net.plus(quantity), price: known.price.plus(price ?? 0) };
    windows.set(windowStart.getTime(), own);
  }
  const all = [...windows.values()];
  const side = (term: string, of: typeof all) => {
    const [net, price] = [Decimal.sum(0, ...of.map((one) => one.net)), Decimal.sum(0, ...of.map((one) => one.price))];
    return {
      term,
      detail: `${formatQuantity(net.toFixed(), billedUnitOf(line), 3)} in ${formatCount(of.length, "window")}`,
      figure: `${formatNumber(price.toFixed(), { decimals: 9 })} ${line.currency}`,
    };
  };
  const sum = Decimal.sum(0, ...all.map(({ price }) => price));
  return [
    side(
      "Over the shares",
      all.filter(({ net }) => net.gt(0)),
    ),
    side(
      "Under the shares",
      all.filter(({ net }) => net.lt(0)),
    ),
    {
      term: "Sum",
      detail: "of all windows, exact",
      figure: `= ${formatNumber(sum.toFixed(), { decimals: 9 })} ${line.currency}`,
    },
    {
      term: "Amount",
      detail: "rounded once, whichever window was posted first",
      figure: formatMoney(line.amountMinor, line.currency),
    },
  ];
}

/** Billing units for each unit of the meter, where they differ. */
function factorTerms(line: Line): Term[] {
  if (new Decimal(line.billingFactor).eq(1)) return [];
  const factor = formatNumber(line.billingFactor, { decimals: 9 });
  return [{ term: "Billing factor", detail: `billing units for each ${line.unit}`, figure: `× ${factor}` }];
}

function usedTerms(line: Line, increment: string): Term[] {
  const found = coveredOf(line);
  if (!found || !new Decimal(found.used).minus(found.covered).eq(increment)) return [];
  const where = line.scopeCloudName === null ? "all clouds" : `${line.scopeCloudName} alone`;
  const limit = line.limit === null ? "" : `, at most the limit of ${formatNumber(line.limit, { decimals: 3 })}`;
  return [
    {
      term: "All use",
      detail: `${windows[line.aggregation]}, ${where}`,
      figure: formatQuantity(found.used, line.unit, 3),
    },
    {
      term: "Covered",
      detail: `use of ordinary machines${limit}`,
      figure: `− ${formatQuantity(found.covered, line.unit, 3)}`,
    },
  ];
}

/** Overflow and excess, where they add up to what was charged. */
function incrementWords({ overflow, excess }: Line, increment: string): string {
  if (overflow === null || excess === null || !new Decimal(overflow).plus(excess).eq(increment))
    return "overflow and excess at that time";
  const number = (value: string) => formatNumber(value, { decimals: 3 });
  return `${number(overflow)} carried as overflow + ${number(excess)} excess`;
}

function remittedWords({ charges }: Line): string {
  const failed = charges.filter(({ state }) => state === "failed").length;
  const words = isZero(charges[0]?.remittedBefore ?? "0")
    ? "nothing by earlier lines"
    : "by earlier lines of the window";
  return failed === 0 ? words : `${words}; ${failed} failed ${failed === 1 ? "charge does" : "charges do"} not count`;
}

/** "28.574, rounded to whole minor units"; a gratis line is recorded and not sent. */
function amountWords({ charges, quantity, rate, amountMinor, currency }: Line): string {
  if (charges.every(({ state }) => state === "gratis")) return "gratis by agreement, recorded and not sent";
  const exact = new Decimal(quantity).times(rate);
  const plain = formatNumber(exact, { decimals: Math.max(2, exact.decimalPlaces()), fixed: true });
  if (plain === formatAmount(amountMinor, currency)) return "nothing rounded";
  const alone = isZero(charges[0]?.remittedBefore ?? "0");
  return `${plain}, rounded to whole minor units${alone ? "" : " together with the window's charges before"}`;
}

const isZero = (value: string) => new Decimal(value).isZero();
