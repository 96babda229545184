import Decimal from "decimal.js";
import { currencyDigits, formatCount, formatMoney } from "@/components/ui/format";
import type { PricedVersion, PriceList } from "@/server/catalogue/plan-versions";
import type { PriceComponent } from "@/server/money/pricing/price-components";

const everyWords: Record<number, string> = { 1: "a month", 3: "a quarter", 12: "a year" };
/** The periods of recurring charges, by their months. */
export const everyNames = { 1: "Month", 3: "Quarter", 12: "Year" } as const;
export const kindNames = {
  recurring: "Recurring",
  one_off: "Once",
  minimum: "Minimum of use",
  percentage: "Percentage",
} as const;
export const timingNames = { arrears: "After the period", advance: "Before the period" } as const;
export const cycleNames = { calendar: "with the calendar's", anniversary: "with the subscription" } as const;
export const baseNames = { fees: "Recurring charges", use: "Charges for use", all: "All charges" } as const;

/** An amount in major units, as people read it. */
export const writtenMoney = (amount: string, currency: string): string =>
  formatMoney(BigInt(new Decimal(amount).times(new Decimal(10).pow(currencyDigits(currency))).toFixed(0)), currency);

/** "€49.00 a month in advance", "at least €100.00 a month for use", "5 % of charges for use". */
function componentWords(component: PriceComponent, currency: string): string {
  const money = (amount: string) => writtenMoney(amount, currency);
  switch (component.kind) {
    case "recurring": {
      const { amount, months, timing, cycle } = component;
      const details = [timing === "advance" ? " in advance" : "", cycle === "anniversary" ? " from the begin on" : ""];
      return `${money(amount)} ${everyWords[months]}${details.join("")}`;
    }
    case "one_off":
      return `${money(component.amount)} once`;
    case "minimum":
      return `at least ${money(component.amount)} a month for use`;
    case "percentage":
      return `${component.percent} % of ${baseNames[component.of].toLowerCase()}`;
  }
}

/** What a version charges in a currency; "free" where nothing. */
const listWords = ({ currency, components }: PriceList): string =>
  components.length === 0 ? `free in ${currency}` : components.map((one) => componentWords(one, currency)).join(" + ");

/** What a version charges, a text for each currency, and its trial. */
export function chargedWords({ prices, trialDays }: Pick<PricedVersion, "prices" | "trialDays">): string[] {
  const trial = trialDays > 0 ? [`the first ${formatCount(trialDays, "day")} free`] : [];
  return [...prices.map(listWords), ...trial];
}
