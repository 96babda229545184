import Decimal from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastTickOf, tickMs } from "../../ticks";
import { splitOverTicks } from "./split-over-ticks";

const Exact = Decimal.clone({ precision: 200 });
const total = (shares: { share: string }[]) =>
  shares.reduce((sum, { share }) => sum.plus(share), new Exact(0)).toFixed();
const at = (text: string) => new Date(`2026-11-20T${text}Z`);
const quantities = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.integer({ min: 0, max: 18 }))
  .map(([digits, decimals]) => new Exact(digits.toString()).div(new Exact(10).pow(decimals)).toFixed());
const spans = fc
  .tuple(fc.integer({ min: 0, max: 40 * tickMs }), fc.integer({ min: 1, max: 40 * tickMs }))
  .map(([begin, length]) => [new Date(begin), new Date(begin + length)] as const);

describe("a counter is split by time over its ticks", () => {
  test("the remainder goes to the last tick", () => {
    expect(splitOverTicks("1", at("10:00:00"), at("10:45:00")).map(({ share }) => share)).toEqual([
      "0.333333333",
      "0.333333333",
      "0.333333334",
    ]);
    expect(splitOverTicks("6", at("10:10:00"), at("10:20:00")).map(({ share }) => share)).toEqual(["3", "3"]);
  });

  test("an end on the boundary belongs to the tick before", () => {
    expect(lastTickOf(at("10:15:00"))).toEqual(at("10:00:00"));
    expect(splitOverTicks("5", at("10:00:00"), at("10:15:00"))).toEqual([{ tick: at("10:00:00"), share: "5" }]);
    expect(splitOverTicks("5", null, at("10:15:00"))).toEqual([{ tick: at("10:00:00"), share: "5" }]);
  });

  test("the shares add up exactly, none is negative, and they are the ticks of the span", () => {
    fc.assert(
      fc.property(quantities, spans, (quantity, [start, end]) => {
        const shares = splitOverTicks(quantity, start, end);
        expect(total(shares)).toBe(new Exact(quantity).toFixed());
        expect(shares.every(({ share }) => !share.startsWith("-"))).toBe(true);
        const first = Math.floor(start.getTime() / tickMs) * tickMs;
        expect(shares.map(({ tick }) => tick.getTime())).toEqual(
          Array.from({ length: (lastTickOf(end).getTime() - first) / tickMs + 1 }, (_, n) => first + n * tickMs),
        );
      }),
    );
  });

  test("sending a counter in pieces, cut at the ticks, changes nothing", () => {
    fc.assert(
      fc.property(quantities, spans, (quantity, [start, end]) => {
        const shares = splitOverTicks(quantity, start, end);
        const pieces = shares.flatMap(({ tick, share }) => {
          const from = new Date(Math.max(start.getTime(), tick.getTime()));
          const to = new Date(Math.min(end.getTime(), tick.getTime() + tickMs));
          return splitOverTicks(share, from, to);
        });
        expect(pieces).toEqual(shares);
      }),
    );
  });
});
