import Decimal from "decimal.js";

/** Shown where there is no value. Zero is `0`, never this. */
export const NOTHING = "–";

const MINUS = "\u2212";
const SYMBOLS: Record<string, string> = { EUR: "€", USD: "$", GBP: "£", JPY: "¥" };

type Numeric = string | number | bigint | Decimal;

function decimal(value: Numeric): Decimal {
  return value instanceof Decimal ? value : new Decimal(value.toString());
}

/**
 * A number for reading: thousands comma, decimal point, a true minus, rounded half up.
 * `decimals` is the most places shown; trailing zeros are dropped, unless `fixed` aligns a column.
 */
export function formatNumber(value: Numeric, { decimals = 1, fixed = false, sign = false } = {}): string {
  const rounded = decimal(value).toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP);
  const [whole = "0", rest] = (fixed ? rounded.abs().toFixed(decimals) : rounded.abs().toFixed()).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const lead = rounded.isZero() ? "" : rounded.isNegative() ? MINUS : sign ? "+" : "";
  return lead + grouped + (rest ? `.${rest}` : "");
}

/** A count that ended at its limit: `1,000+`; else the count. */
export function formatCounted({ n, more }: { n: number; more: boolean }): string {
  return more ? `${formatNumber(n)}+` : formatNumber(n);
}

/** A change: `+212`, `−9`, `0`. */
export function formatChange(value: Numeric, decimals = 1): string {
  return formatNumber(value, { decimals, sign: true });
}

/** A count with its noun: `1 license`, `3,902 licenses`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** The unit behind this quantity: of units that are counted one is `1 unit`, all others are as the meter names them. */
export function unitFor(value: Numeric, unit: string): string {
  return decimal(value).abs().eq(1) && /^[a-z]{3,}s$/.test(unit) ? unit.slice(0, -1) : unit;
}

/** `12,614 GiB`, `1 unit`. In tables the unit is in the column's head: use formatNumber there. */
export function formatQuantity(value: Numeric, unit: string, decimals = 1): string {
  return `${formatNumber(value, { decimals })} ${unitFor(value, unit)}`;
}

/** A share of 100 with a space before the sign: `90 %`; one decimal in tables. */
export function formatPercent(percent: Numeric, decimals = 0, fixed = decimals > 0): string {
  return `${formatNumber(percent, { decimals, fixed })} %`;
}

/** part of whole as a percentage (exact decimal), or null where the whole is 0. */
export function percentOf(part: Numeric, whole: Numeric): Decimal | null {
  const all = decimal(whole);
  return all.isZero() ? null : decimal(part).div(all).times(100);
}

/** Number of minor units' digits of an ISO 4217 currency (2 for EUR, 0 for JPY). */
export function currencyDigits(currency: string): number {
  const options = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return options.maximumFractionDigits ?? 2;
}

/** An amount without its sign of currency, for a table whose head names it: `1,293.00`. `minor` in minor units. */
export function formatAmount(minor: bigint | number | string, currency = "EUR"): string {
  const digits = currencyDigits(currency);
  return formatNumber(new Decimal(minor.toString()).div(new Decimal(10).pow(digits)), {
    decimals: digits,
    fixed: true,
  });
}

/** Puts the currency before a formatted number: `€28.26`, `−€19.60`, `CHF 28.26`. */
function withCurrency(text: string, currency: string): string {
  const symbol = SYMBOLS[currency] ?? `${currency} `;
  return /^[+\u2212]/.test(text) ? text.charAt(0) + symbol + text.slice(1) : symbol + text;
}

/** An amount in minor units: `€28.26`. */
export function formatMoney(minor: bigint | number | string, currency = "EUR"): string {
  return withCurrency(formatAmount(minor, currency), currency);
}

/** A change of an amount in minor units: `+€311.40`. */
export function formatMoneyChange(minor: bigint | number | string, currency = "EUR"): string {
  const text = formatMoney(minor, currency);
  return BigInt(minor.toString()) > 0n ? `+${text}` : text;
}

/** A rate or price in major units with all of its places, at least two: `€0.045`, `€21.50`. */
export function formatRate(rate: Numeric, currency = "EUR"): string {
  const exact = decimal(rate);
  const places = Math.max(currencyDigits(currency), exact.decimalPlaces());
  return withCurrency(formatNumber(exact, { decimals: places, fixed: true }), currency);
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** Bytes split into number and unit for the thin unit: `["21.4", "MiB"]`. */
export function bytesParts(bytes: bigint | number | string, decimals = 1): [string, string] {
  let value = new Decimal(bytes.toString());
  let at = 0;
  while (value.abs().gte(1024) && at < BYTE_UNITS.length - 1) {
    value = value.div(1024);
    at += 1;
  }
  return [formatNumber(value, { decimals: at === 0 ? 0 : decimals }), BYTE_UNITS[at] ?? "B"];
}

/** `21.4 MiB`. */
export function formatBytes(bytes: bigint | number | string, decimals = 1): string {
  return bytesParts(bytes, decimals).join(" ");
}
