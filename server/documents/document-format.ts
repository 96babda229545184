import { moneyToDecimal } from "../money";
import type { TaxRow } from "../money/tax";

/** How a document writes numbers and days: as the customer's country does, in Latin digits and Gregorian days. */
export type DocumentFormat = {
  /** "1.234,50 EUR". */
  money: (minor: bigint) => string;
  /** The same without the currency. */
  amount: (minor: bigint) => string;
  /** A plain decimal, with all of its places and at least so many. */
  number: (decimal: string, least?: number) => string;
  day: (at: Date) => string;
  country: (code: string) => string;
};

/** The formats of a customer's country; English where it has none. */
export function documentFormat({
  country,
  currency,
  timeZone,
}: {
  country: string;
  currency: string;
  timeZone: string;
}): DocumentFormat {
  const locale = localeOf(country);
  // Names of months in another script would stand amid English words: such days are digits alone.
  const named = new Intl.Locale(locale).maximize().script === "Latn";
  const digits = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
  const days = new Intl.DateTimeFormat(locale, { ...(named ? { dateStyle: "medium" } : digits), timeZone });
  const names = new Intl.DisplayNames("en", { type: "region" });
  const numbers = new Map<number, Intl.NumberFormat>();
  const amountOf = (decimal: string, least: number) => {
    const places = { minimumFractionDigits: least, maximumFractionDigits: Math.max(least, 12) };
    const format = numbers.get(least) ?? new Intl.NumberFormat(locale, places);
    numbers.set(least, format);
    return format.format(decimal as `${number}`);
  };
  const plain = (text: string) => text.replaceAll(/[\u200e\u200f\u061c]/g, "").replaceAll(/[\u00a0\u202f]/g, " ");
  return {
    money: (minor) => plain(`${withMinus(amount(minor))} ${currency}`),
    amount: (minor) => withMinus(amount(minor)),
    number: (decimal, least = 0) => plain(amountOf(decimal, least)),
    day: (at) => plain(days.format(at)),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code),
  };

  function amount(minor: bigint): string {
    const decimal = moneyToDecimal({ minor, currency });
    return plain(amountOf(decimal, decimal.split(".")[1]?.length ?? 0));
  }
}

const withMinus = (text: string) => text.replace("-", "\u2212");

/** "de-DE" of DE; a country that is not known is written in English. */
function localeOf(country: string): string {
  if (!/^[A-Z]{2}$/.test(country)) return "en-GB";
  const { language } = new Intl.Locale(`und-${country}`).maximize();
  return language === "und" ? "en-GB" : `${language}-${country}-u-nu-latn-ca-gregory`;
}

const names: Record<Exclude<TaxRow["category"], "S">, string> = {
  Z: "VAT 0 %",
  E: "Exempt from VAT",
  AE: "Reverse charge",
  O: "Not subject to VAT",
};

/** The same in a column of VAT: "19 %". */
export const taxShort = ({ category, rate }: Pick<TaxRow, "category" | "rate">, format: DocumentFormat): string =>
  category === "E"
    ? "Exempt"
    : category === "AE"
      ? "Reverse charge"
      : category === "O"
        ? "None"
        : `${format.number(rate)} %`;

/** A tax by its category and rate: "VAT 19 %". */
export const taxTitle = ({ category, rate }: Pick<TaxRow, "category" | "rate">, format: DocumentFormat): string =>
  category === "S" ? `VAT ${format.number(rate)} %` : names[category];
