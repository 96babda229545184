import { Exact } from "./quantity";

/** An amount in whole minor units (cents, yen, fils) of an ISO 4217 currency. Never a float. */
export type Money = { minor: bigint; currency: string };

/** A price: the amount, and the sentence that explains its rounding. */
export type Priced = { amount: Money; sentence: string };

const exponents = new Map<string, number>();

/**
 * How many decimals the currency has (EUR 2, JPY 0, KWD 3), as Intl knows it.
 * @throws RangeError when the code is not one of Intl's currencies.
 */
export function currencyExponent(currency: string): number {
  const known = exponents.get(currency);
  if (known !== undefined) return known;
  if (!Intl.supportedValuesOf("currency").includes(currency)) {
    throw new RangeError(`"${currency}" is not a currency code: give three capital letters of ISO 4217, such as EUR.`);
  }
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  exponents.set(currency, digits ?? 2);
  return digits ?? 2;
}

/** Zero in the currency. */
export function zeroMoney(currency: string): Money {
  currencyExponent(currency);
  return { minor: 0n, currency };
}

/**
 * Reads a plain decimal ("12.34", "-5", no separators for thousands) as an amount.
 * @throws RangeError when it is not a decimal, or has more decimals than the currency (it is never rounded here).
 */
export function parseMoney(text: string, currency: string): Money {
  const exponent = currencyExponent(currency);
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) throw new RangeError(`"${text}" is not an amount: write it like 12.34.`);
  const decimals = (match[3] ?? "").replace(/0+$/, "");
  if (decimals.length > exponent) {
    throw new RangeError(`"${text}" has more decimals than ${currency} has (${exponent}).`);
  }
  const minor = BigInt(`${match[2]}${decimals.padEnd(exponent, "0")}`);
  return { minor: match[1] === "-" ? -minor : minor, currency };
}

/** The amount as a plain decimal with all the decimals of its currency: "12.30", "-0.05", "7" for yen. */
export function moneyToDecimal({ minor, currency }: Money): string {
  const exponent = currencyExponent(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const sign = minor < 0n ? "-" : "";
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`;
}

/** The amount as people read it in the locale ("€12.30"). Exact at any size. */
export function formatMoney(money: Money, locale = "en"): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency: money.currency });
  return format.format(moneyToDecimal(money) as `${number}`);
}

/**
 * Rounds an exact decimal amount of major units half up (away from zero, so that a credit rounds as its charge does) to
 * the currency's minor units. This is the one rounding of a charge (docs/rules.md 7.1).
 */
export function roundToMoney(exact: string, currency: string): Money {
  const exponent = currencyExponent(currency);
  const minor = new Exact(exact).times(new Exact(10).pow(exponent)).toDecimalPlaces(0, Exact.ROUND_HALF_UP);
  return { minor: BigInt(minor.toFixed(0)), currency };
}

/**
 * Rate (major units of the currency per unit) times quantity, rounded once, half up.
 * Both are decimal strings; the sentence says what was multiplied and whether anything was rounded.
 */
export function priceQuantity(rate: string, quantity: string, currency: string): Priced {
  const exact = new Exact(rate).times(quantity);
  return priceExact(exact.toFixed(), currency, `${quantity} × ${rate} ${currency}`);
}

/** Rounds a sum of exact prices once; `what` opens the sentence, e.g. "4 × 0.10 EUR". */
export function priceExact(exact: string, currency: string, what: string): Priced {
  const amount = roundToMoney(exact, currency);
  const decimal = moneyToDecimal(amount);
  const sentence = new Exact(exact).equals(decimal)
    ? `${what} = ${decimal} ${currency}, nothing rounded.`
    : `${what} = ${new Exact(exact).toFixed()} ${currency}, rounded once, half up, to ${decimal} ${currency}.`;
  return { amount, sentence };
}

/** a + b. @throws RangeError when the currencies differ. */
export function addMoney(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** a - b. @throws RangeError when the currencies differ. */
export function subtractMoney(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { minor: a.minor - b.minor, currency: a.currency };
}

/** The amount with its sign turned. */
export function negateMoney(money: Money): Money {
  return { minor: -money.minor, currency: money.currency };
}

/**
 * Below zero, zero or above zero as a is less than, equal to or more than b. @throws RangeError when the currencies
 * differ.
 */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  sameCurrency(a, b);
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0;
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new RangeError(`Amounts in ${a.currency} and ${b.currency} cannot be put together.`);
  }
}
