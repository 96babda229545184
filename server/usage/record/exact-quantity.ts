import Decimal from "decimal.js";

/** Quantities are below 10^18 and have at most 18 decimals: far beyond any meter, and small enough for every sum. */
const most = new Decimal("1e18");
const decimals = 18;
const plain = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;

/**
 * A quantity as a plain decimal without superfluous zeros ("2.50" and "25e-1" give "2.5"), so that equal quantities
 * have equal texts.
 * @returns the decimal, or a sentence that says what is wrong with it.
 */
export function readQuantity(text: string): { quantity: string } | { fault: string } {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  if (text.length > 100 || !plain.test(text))
    return { fault: `The quantity "${shown}" is not a decimal number: write it like 12.5.` };
  const value = new Decimal(text);
  if (value.isNegative() && !value.isZero())
    return {
      fault: `The quantity ${shown} is negative. Use that was wrong is corrected by a void, not by a negative record.`,
    };
  if (value.gte(most)) return { fault: `The quantity ${shown} is too large: it must be below 10^18.` };
  if (value.decimalPlaces() > decimals)
    return { fault: `The quantity ${shown} has more than ${decimals} decimals. Round it before you send it.` };
  return { quantity: value.abs().toFixed() };
}
