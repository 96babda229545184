import Decimal from "decimal.js";

/**
 * Exact quantities. Strings come in and go out; inside, decimals of 120 significant digits, so that sums, products and
 * differences of anything PostgreSQL's numeric holds in practice are exact. Only an average is ever rounded.
 */
export const Exact = Decimal.clone({ precision: 120, rounding: Decimal.ROUND_HALF_UP });
export type Exact = Decimal;

export const ZERO: Exact = new Exact(0);

/** Decimals of an average: a fixed number, so that its parts still add up to the whole exactly. */
export const AVERAGE_DECIMALS = 18;

/** A figure that nothing can be worked out with. `message` is a sentence for a person. */
export class UnusableFigure extends RangeError {
  override readonly name = "UnusableFigure";
}

const pattern = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;

/** A finite decimal number from its text, or null for any other text. */
export function parseExact(text: string): Exact | null {
  return pattern.test(text) ? new Exact(text) : null;
}

/** A finite decimal number from its text. @throws UnusableFigure for any other text */
export function readExact(text: string): Exact {
  const value = parseExact(text);
  if (value === null) throw new UnusableFigure(`"${text}" is not a decimal quantity.`);
  return value;
}

/** A plain decimal string: no exponent, no trailing zeros, no negative zero. */
export function writeExact(value: Exact): string {
  return value.isZero() ? "0" : value.toFixed();
}

/** Sum of any number of quantities. */
export function sumExact(values: Iterable<Exact>): Exact {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
}

/** The smallest multiple of `step` that is not below the quantity. @throws UnusableFigure unless step is above 0. */
export function ceilToStep(quantity: Exact, step: Exact): Exact {
  if (step.lte(0)) throw new UnusableFigure(`The billing step must be above 0, not ${writeExact(step)}.`);
  // Whole steps first, then the remainder: dividing would round thirds and could lift or lose a step.
  const whole = quantity.divToInt(step);
  return quantity.minus(whole.times(step)).gt(0) ? whole.plus(1).times(step) : whole.times(step);
}

/** The range of a quantity that a sender reports: far beyond any meter, and small enough for every sum. */
export const quantityBelow = new Exact("1e18");
const quantityDecimals = 18;

/**
 * Checks a quantity that a sender reports and writes it plainly ("2.50" and "25e-1" give "2.5"), so that equal
 * quantities have equal texts.
 * @returns the decimal string, or a sentence that names the fault
 */
export function readQuantity(text: string): { quantity: string } | { fault: string } {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const value = text.length > 100 ? null : parseExact(text);
  if (value === null) return { fault: `The quantity "${shown}" is not a decimal number: write it like 12.5.` };
  if (value.isNegative() && !value.isZero())
    return {
      fault: `The quantity ${shown} is negative. Use that was wrong is corrected by a void, not by a negative record.`,
    };
  if (value.gte(quantityBelow)) return { fault: `The quantity ${shown} is too large: it must be below 10^18.` };
  if (value.decimalPlaces() > quantityDecimals)
    return { fault: `The quantity ${shown} has more than ${quantityDecimals} decimals. Round it before you send it.` };
  return { quantity: value.abs().toFixed() };
}
