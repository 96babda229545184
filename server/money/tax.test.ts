import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RateInForce, type TaxedPart, type TaxSetting, taxesOf } from "./tax";

const standard: TaxSetting = { treatment: "standard", country: "DE", reason: null };
const rate = (percent: string, fromDay = "2020-01-01", serviceId: string | null = null): RateInForce => ({
  ...{ percent, fromDay, serviceId },
});
const part = (amountMinor: bigint, lastDay = "2026-11-30", serviceId: string | null = null): TaxedPart => ({
  ...{ id: `${amountMinor} ${lastDay} ${serviceId}`, amountMinor, lastDay, serviceId },
});
const shown = (parts: TaxedPart[], rates: RateInForce[], setting = standard, lastDay = "2026-11-30") =>
  taxesOf(parts, { setting, rates, lastDay }).rows.map((row) => {
    const { category, rate: percent, taxableMinor, taxMinor, reason } = row;
    return `${category} ${percent} of ${taxableMinor}: ${taxMinor}${reason === null ? "" : `, ${reason}`}`;
  });

describe("the breakdown of a statement's tax, in minor units", () => {
  test.each<[string, string[], TaxedPart[], RateInForce[], TaxSetting?]>([
    ["without any rate there is none", [], [part(3400n)], []],
    ["before the first rate is in force there is none", [], [part(3400n)], [rate("19", "2026-12-01")]],
    ["the day before is the last without", ["S 19 of 3400: 646"], [part(3400n)], [rate("19", "2026-11-30")]],
    ["rounded once, half up", ["S 19 of 50: 10"], [part(50n)], [rate("19")]],
    [
      "4 × 0.95 is taxed as 3.80, not line by line",
      ["S 7 of 380: 27"],
      [95n, 96n, 94n, 95n].map((n) => part(n)),
      [rate("7")],
    ],
    ["a credit rounds as its charge does", ["S 19 of -50: -10"], [part(-50n)], [rate("19")]],
    ["the zero rate", ["Z 0 of 3400: 0"], [part(3400n)], [rate("0")]],
    ["decimals of a rate", ["S 8.1 of 1000: 81"], [part(1000n)], [rate("8.10")]],
    [
      "another rate within the time: each by its own last day",
      ["S 19 of 200: 38", "S 16 of 100: 16"],
      [part(100n, "2026-10-31"), part(200n)],
      [rate("16"), rate("19", "2026-11-01")],
    ],
    [
      "use from before the first rate bears the first",
      ["S 19 of 300: 57"],
      [part(100n, "2026-10-31"), part(200n)],
      [rate("19", "2026-11-01")],
    ],
    [
      "a service with a rate of its own",
      ["S 19 of 200: 38", "S 7 of 100: 7"],
      [part(100n, "2026-11-30", "svc_a"), part(200n, "2026-11-30", "svc_b")],
      [rate("19"), rate("7", "2020-01-01", "svc_a")],
    ],
    [
      "reverse charge",
      ["AE 0 of 300: 0, Reverse charge"],
      [part(100n), part(200n)],
      [rate("19")],
      { ...standard, treatment: "reverse_charge" },
    ],
    [
      "exempt, with its reason",
      ["E 0 of 100: 0, Article 132"],
      [part(100n)],
      [rate("19")],
      { ...standard, treatment: "exempt", reason: "Article 132" },
    ],
    [
      "outside the scope",
      ["O 0 of 100: 0, Not subject to VAT"],
      [part(100n)],
      [],
      { ...standard, treatment: "outside_scope" },
    ],
  ])("%s", (_, rows, parts, rates, setting) => {
    expect(shown(parts, rates, setting)).toEqual(rows);
  });

  test("whatever the amounts and rates: rows sum to the net, and the tax is no more than half a unit from exact", () => {
    const amounts = fc.array(fc.bigInt({ min: -1_000_000_000n, max: 1_000_000_000n }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 9999 }), (minors, hundredths) => {
        const parts = minors.map((minor, n) => ({ ...part(minor), id: String(n) }));
        const percent = `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
        const { rows, taxMinor } = taxesOf(parts, { setting: standard, rates: [rate(percent)], lastDay: "2026-11-30" });
        const net = minors.reduce((sum, minor) => sum + minor, 0n);
        expect(rows.reduce((sum, { taxableMinor }) => sum + taxableMinor, 0n)).toBe(net);
        const off = 2n * (taxMinor * 10_000n - net * BigInt(hundredths));
        expect(off <= 10_000n && off >= -10_000n).toBe(true);
      }),
    );
  });
});
