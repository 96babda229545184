import { expect, test } from "vitest";
import { monthForecast } from "./month-forecast";

const [start, end] = [new Date("2026-11-01T00:00:00Z"), new Date("2026-12-01T00:00:00Z")];
const half = new Date("2026-11-16T00:00:00Z");
type Given = Parameters<typeof monthForecast>;
const month = (lines: [string, bigint][] = [], feesMinor = 0n): Given[0] => ({
  ...{ start, end, currency: "EUR", feesMinor },
  lines: lines.map(([parameterId, amountMinor]) => ({
    parameterId,
    amountMinor,
    meterName: parameterId,
  })) as Given[0]["lines"],
});
const limit = (use: string, more: Partial<Given[1][number]> = {}): Given[1][number] => ({
  ...{ parameterId: "requests", meterName: "Requests", mode: "limit", period: "month", aggregation: "sum" },
  ...{ limit: "100", covers: [], billingFactor: "1", overRate: "0.5", windowStart: start },
  standing: { figures: { use } } as Given[1][number]["standing"],
  ...more,
});
const total = (...given: Given) => monthForecast(...given)?.totalMinor;

test("a sum of the month is compared with its limit at the end, though it is within it so far", () => {
  // 80 in half a month are 160 at its end: 60 above, at 0.5.
  expect(monthForecast(month([], 3000n), [limit("80")], half)).toEqual({
    feesMinor: 3000n,
    limits: [{ parameterId: "requests", label: "Requests", minor: 3000n, soFarMinor: 0n }],
    totalMinor: 6000n,
  });
  expect(total(month(), [limit("50")], half)).toBe(0n);
  expect(total(month(), [limit("80", { covers: [{ name: "gift", quantity: "50" }], billingFactor: "2" })], half)).toBe(
    1000n,
  );
});

test("an amount of shorter periods grows with time, a month's maximum stays, what is charged stays", () => {
  expect(total(month([["requests", 701n]]), [limit("0", { period: "day" })], half)).toBe(1402n);
  expect(total(month([["requests", 700n]]), [limit("9", { aggregation: "max" })], half)).toBe(700n);
  expect(total(month([["requests", 9000n]]), [limit("80")], half)).toBe(9000n);
  expect(total(month([["ended", 100n]]), [], half)).toBe(200n);
});

test("nothing is foretold of too short a time, of a month that has ended, and where nothing is charged", () => {
  const of = month([], 3000n);
  expect(monthForecast(of, [], new Date("2026-11-03T23:59:59Z"))).toBeNull();
  expect(monthForecast(of, [], new Date("2026-11-04T00:00:00Z"))?.totalMinor).toBe(3000n);
  expect(monthForecast(of, [], end)).toBeNull();
  expect(monthForecast(month(), [], half)).toBeNull();
});
