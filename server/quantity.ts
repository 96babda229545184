import Decimal from "decimal.js";

/**
 * The engine's numbers. Strings come in and go out; inside, decimals of 120 significant digits, so that sums, products
 * and differences of anything PostgreSQL's numeric holds in practice are exact. Only an average is ever rounded.
 */
export const Exact = Decimal.clone({ precision: 120, rounding: Decimal.ROUND_HALF_UP });
export type Exact = Decimal;

export const ZERO: Exact = new Exact(0);

/** Decimals kept of an average: fixed, so that its parts still add up to the whole exactly. */
export const AVERAGE_DECIMALS = 18;

/** Reads a decimal string. @throws RangeError when it is not a finite decimal number. */
export function read(quantity: string): Exact {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(quantity)) {
    throw new RangeError(`"${quantity}" is not a decimal quantity.`);
  }
  return new Exact(quantity);
}

/** Writes a plain decimal string: no exponent, no trailing zeros, no negative zero. */
export function write(quantity: Exact): string {
  return quantity.isZero() ? "0" : quantity.toFixed();
}

/** Sum of any number of quantities. */
export function sum(quantities: Iterable<Exact>): Exact {
  let total = ZERO;
  for (const quantity of quantities) total = total.plus(quantity);
  return total;
}

/** The smallest multiple of `step` that is not below the quantity. @throws RangeError unless step is above 0. */
export function ceilToStep(quantity: Exact, step: Exact): Exact {
  if (step.lte(0)) throw new RangeError(`The billing step must be above 0, not ${write(step)}.`);
  // Whole steps first, then the remainder: dividing would round thirds and could lift or lose a step.
  const whole = quantity.divToInt(step);
  return quantity.minus(whole.times(step)).gt(0) ? whole.plus(1).times(step) : whole.times(step);
}
