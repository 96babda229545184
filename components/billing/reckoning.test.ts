import { describe, expect, test } from "vitest";
import { lineTitle } from "./billing-words";
import { reckoningOf } from "./reckoning";

type Line = Parameters<typeof reckoningOf>[0];
type Charge = Line["charges"][number];

const charge = (change: Partial<Charge>): Charge =>
  ({ increment: "628", cover: "0", remittedBefore: "0", quantity: "628", state: "posted", ...change }) as Charge;

/** The statement's line of EV-2031: 12,614 GiB used, 628 of them carried above what the limit covers. */
const line = (change: Partial<Line> = {}): Line =>
  ({
    charges: [charge({})],
    used: "12614",
    covered: "11986",
    overflow: "628",
    excess: "0",
    quantity: "628",
    limit: "12000",
    unit: "GiB",
    decimals: 1,
    aggregation: "max",
    billingStep: "1",
    billingFactor: "1",
    mode: "limit",
    scopeCloudName: null,
    covers: [],
    rate: "0.045",
    amountMinor: 2826n,
    currency: "EUR",
    ...change,
  }) as Line;
/** A line whose standing was lost before lines were stored. */
const lost = { used: null, covered: null, overflow: null, excess: null };
const figures = (of: Line) => reckoningOf(of).map(({ term, figure }) => `${term} ${figure}`);

describe("how a line came to its amount", () => {
  test("from all use to the amount, every figure with its sign", () => {
    expect(figures(line())).toEqual([
      "All use 12,614 GiB",
      "Covered − 11,986 GiB",
      "Increment = 628 GiB",
      "Cover − 0 GiB",
      "Already remitted − 0 GiB",
      "Rounded up = 628 GiB",
      "Rate × €0.045",
      "Amount €28.26",
    ]);
  });

  test("running totals 10, 16, 23: the charges of one line add up to the last total", () => {
    const totals = [
      charge({ increment: "10", quantity: "10" }),
      charge({ increment: "16", remittedBefore: "10", quantity: "6" }),
      charge({ increment: "23", remittedBefore: "16", quantity: "7" }),
    ];
    const shown = figures(line({ ...lost, charges: totals, quantity: "23", amountMinor: 104n }));
    expect(shown).toContain("Increment = 23 GiB");
    expect(shown).toContain("Already remitted − 0 GiB");
    expect(shown).toContain("Rounded up = 23 GiB");
  });

  test("a failed charge does not count as remitted, and says so", () => {
    const charges = [
      charge({ increment: "10", quantity: "10", state: "failed" }),
      charge({ increment: "6", quantity: "6" }),
    ];
    const terms = reckoningOf(line({ ...lost, charges, quantity: "6" }));
    expect(terms.find(({ term }) => term === "Already remitted")?.detail).toContain("1 failed charge does not count");
    expect(terms.find(({ term }) => term === "Rounded up")?.figure).toBe("= 6 GiB");
  });

  test("figures that do not fit are not made to: the sum begins with what was charged", () => {
    const since = line({ covered: "11974" });
    expect(figures(since)[0]).toBe("Increment = 628 GiB");
  });

  test("an amount that was rounded says from what", () => {
    const terms = reckoningOf(line({ rate: "0.0455", amountMinor: 2857n }));
    expect(terms.at(-1)).toEqual({ term: "Amount", detail: "28.574, rounded to whole minor units", figure: "€28.57" });
  });
});

test("a correction is what is due less what was billed, and says that it is taken back", () => {
  const charges = [charge({ increment: "4", remittedBefore: "7", quantity: "-3" })];
  const taken = line({ ...lost, charges, quantity: "-3", rate: "0.333", amountMinor: -100n });
  expect(figures(taken)).toEqual([
    "Increment = 4 GiB",
    "Cover − 0 GiB",
    "Already remitted − 7 GiB",
    "Taken back = −3 GiB",
    "Rate × €0.333",
    "Amount −€1.00",
  ]);
});

test("covers are named, one cloud's use is named, and a factor makes billing units", () => {
  const covers = [
    { name: "Launch offer", quantity: "100" },
    { name: "Loyalty", quantity: "28" },
  ];
  const charges = [charge({ cover: "128", quantity: "250" })];
  const own = line({ covers, charges, billingFactor: "0.5", scopeCloudName: "Cloud A", quantity: "250" });
  const terms = reckoningOf({ ...own, amountMinor: 1125n });
  expect(terms.map(({ term, figure }) => `${term} ${figure}`)).toEqual([
    "All use 12,614 GiB",
    "Covered − 11,986 GiB",
    "Increment = 628 GiB",
    "Cover − 128 GiB",
    "Billing factor × 0.5",
    "Already remitted − 0 billing units",
    "Rounded up = 250 billing units",
    "Rate × €0.045",
    "Amount €11.25",
  ]);
  expect(terms[0]?.detail).toBe("in the quarter of an hour with the most use, Cloud A alone");
  expect(terms[3]?.detail).toBe("included: Launch offer 100, Loyalty 28");
});

test("a month of offset billing shows both sides, their exact sum, and the one rounding", () => {
  const window = (hour: number, quantity: string, price: string) =>
    charge({ windowStart: new Date(Date.UTC(2026, 10, 3, hour)), quantity, price });
  // The second window was posted as +1, and late use took it to -2.
  const charges = [window(10, "1", "0.1"), window(11, "1", "0.1"), window(11, "-3", "-0.14")];
  const own = line({ ...lost, mode: "offset", charges, quantity: "-1", amountMinor: 6n });
  expect(figures(own)).toEqual([
    "Over the shares 0.1 EUR",
    "Under the shares −0.04 EUR",
    "Sum = 0.06 EUR",
    "Amount €0.06",
  ]);
  expect(reckoningOf(own)[0]?.detail).toBe("1 GiB in 1 window");
});

test("a line names the limit with its unit once, and its cloud where it is one's alone", () => {
  const all = { scopeCloudName: null, mode: "limit" as const };
  expect(
    lineTitle({ ...all, meterName: "Units", unit: "units", limit: "8", quantity: "1", scopeCloudName: "Cloud A" }),
  ).toBe("Units in Cloud A above 8");
  expect(lineTitle({ ...all, meterName: "Storage", unit: "GiB", limit: "12000", quantity: "628" })).toBe(
    "Storage above 12,000 GiB",
  );
  expect(lineTitle({ ...all, meterName: "Units", unit: "units", limit: "8", quantity: "1" })).toBe("Units above 8");
  expect(lineTitle({ ...all, meterName: "Storage", unit: "GiB", limit: "12000", quantity: "-3" })).toBe(
    "Storage, correction",
  );
});
