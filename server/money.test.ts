import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addMoney,
  compareMoney,
  currencyExponent,
  formatMoney,
  moneyToDecimal,
  negateMoney,
  parseMoney,
  priceQuantity,
  roundToMoney,
  subtractMoney,
  zeroMoney,
} from "./money";

const eur = (minor: bigint) => ({ minor, currency: "EUR" });

test("currencies have the decimals Intl knows", () => {
  expect([currencyExponent("EUR"), currencyExponent("JPY"), currencyExponent("KWD")]).toEqual([2, 0, 3]);
  expect(() => currencyExponent("EURO")).toThrow("not a currency code");
});

describe("reading and writing", () => {
  test("plain decimals of any size", () => {
    expect(parseMoney("12.3", "EUR")).toEqual(eur(1230n));
    expect(parseMoney("-0.05", "EUR")).toEqual(eur(-5n));
    expect(parseMoney("90071992547409931234.56", "EUR").minor).toBe(9007199254740993123456n);
    expect(moneyToDecimal(eur(-5n))).toBe("-0.05");
    expect(moneyToDecimal({ minor: 7n, currency: "JPY" })).toBe("7");
  });

  test("what is no amount, or finer than the currency, is refused", () => {
    for (const text of ["", "1,000", "1e3", "0x10", "1.", "NaN", "1.234"]) {
      expect(() => parseMoney(text, "EUR")).toThrow(RangeError);
    }
    expect(parseMoney("1.2000", "EUR")).toEqual(eur(120n));
  });

  test("what is written reads back as the same", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom("EUR", "JPY", "KWD"), (minor, currency) => {
        expect(parseMoney(moneyToDecimal({ minor, currency }), currency)).toEqual({ minor, currency });
      }),
    );
  });

  test("for people, exact beyond what a float holds", () => {
    expect(formatMoney(eur(9007199254740993123456n))).toBe("€90,071,992,547,409,931,234.56");
  });
});

describe("rate × quantity is rounded once, half up", () => {
  test("50 × 0.04 is exactly 2", () => {
    const { amount, sentence } = priceQuantity("0.04", "50", "EUR");
    expect(amount).toEqual(eur(200n));
    expect(sentence).toBe("50 × 0.04 EUR = 2.00 EUR, nothing rounded.");
  });

  test("halves go up, credits as far as charges", () => {
    expect(priceQuantity("0.005", "1", "EUR").amount).toEqual(eur(1n));
    expect(priceQuantity("0.00499999999999999999", "1", "EUR").amount).toEqual(eur(0n));
    expect(roundToMoney("-0.005", "EUR")).toEqual(eur(-1n));
    expect(priceQuantity("0.005", "3", "EUR").sentence).toBe(
      "3 × 0.005 EUR = 0.015 EUR, rounded once, half up, to 0.02 EUR.",
    );
  });
});

test("amounts of one currency add and compare; two currencies do not", () => {
  expect(addMoney(eur(1n), eur(2n))).toEqual(eur(3n));
  expect(subtractMoney(eur(1n), eur(2n))).toEqual(negateMoney(eur(1n)));
  expect(compareMoney(eur(1n), zeroMoney("EUR"))).toBe(1);
  expect(() => addMoney(eur(1n), zeroMoney("JPY"))).toThrow("cannot be put together");
});
