import { describe, expect, test } from "vitest";
import { moneyToDecimal } from "../../../money";
import { judge } from "../../engine";
import { agreed, snapshotOf, used, WINDOW } from "../fixtures";
import { marginalOffsets } from "../offsets";
import { agreedLimit as limit, scenario, use } from "./play-scenario";

const clock = (time: string) => `2026-03-02 ${time}`;
const of = (quantity: string | number) => ({ period: "hour" as const, uses: [use(clock("10:05"), quantity)] });

describe("steps, factors and covers", () => {
  scenario("half a unit is billed where steps are halves", {
    ...{ ...of("10.3"), limits: [limit("10", { step: "0.5" })] },
    expected: ["2026-03-02T10:00: 10.3 = 10 + 0.3; bills 0.5 for 0.50; event"],
  });
  scenario("a step that divides no whole number is billed as often as it was begun", {
    ...{ ...of(11), limits: [limit("10", { step: "0.3" })] },
    expected: ["2026-03-02T10:00: 11 = 10 + 1; bills 1.2 for 1.20; event"],
  });
  scenario("an excess of whole steps is billed as it is", {
    ...{ ...of(20), limits: [limit("10", { step: "5" })] },
    expected: ["2026-03-02T10:00: 20 = 10 + 10; bills 10 for 10.00; event"],
  });
  scenario("where two units are one billing unit, five are two and a half, and three are billed", {
    ...{ ...of(13), limits: [limit("8")], factor: "0.5" },
    expected: ["2026-03-02T10:00: 13 = 8 + 5; bills 3 for 3.00; event"],
  });
  scenario("a factor above one bills more units than were used", {
    ...{ ...of(10), limits: [limit("8")], factor: "1.25" },
    expected: ["2026-03-02T10:00: 10 = 8 + 2; bills 3 for 3.00; event"],
  });
  scenario("covers add up and are taken off the excess", {
    ...{ ...of(5), limits: [limit("0")], covers: ["2", "2"] },
    expected: ["2026-03-02T10:00: 5 = 0 + 5; bills 1 for 1.00; event"],
  });
  scenario("an excess within its covers bills nothing, and is an event none the less", {
    ...{ ...of(12), limits: [limit("10")], covers: ["5"] },
    expected: ["2026-03-02T10:00: 12 = 10 + 2; bills nothing; event"],
  });
  scenario("covers are units of the meter and come off before the factor", {
    ...{ ...of(14), limits: [limit("8")], covers: ["2"], factor: "0.5" },
    expected: ["2026-03-02T10:00: 14 = 8 + 6; bills 2 for 2.00; event"],
  });
});

describe("amounts", () => {
  scenario("an amount is rounded down below half a cent", {
    ...{ ...of(13), limits: [limit("10", { rate: "0.0149" })] },
    expected: ["2026-03-02T10:00: 13 = 10 + 3; bills 3 for 0.04; event"],
  });
  scenario("half a cent is rounded up", {
    ...{ ...of(11), limits: [limit("10", { rate: "0.005" })] },
    expected: ["2026-03-02T10:00: 11 = 10 + 1; bills 1 for 0.01; event"],
  });
  scenario("what costs less than half a cent is billed at nothing, and the quantity is billed", {
    ...{ ...of(11), limits: [limit("10", { rate: "0.0049" })] },
    expected: ["2026-03-02T10:00: 11 = 10 + 1; bills 1 for 0.00; event"],
  });
  scenario("a rate of thirds is priced once for all of it", {
    ...{ ...of(13), limits: [limit("10", { rate: "0.333333333" })] },
    expected: ["2026-03-02T10:00: 13 = 10 + 3; bills 3 for 1.00; event"],
  });
  scenario("a rate of zero bills the quantity for nothing", {
    ...{ ...of(13), limits: [limit("10", { rate: "0" })] },
    expected: ["2026-03-02T10:00: 13 = 10 + 3; bills 3 for 0.00; event"],
  });
});

describe("offsets of clouds from their reference shares", () => {
  /** Hours in which clouds a and b used this much, of a share of 4 each; null: no share. */
  const priced = (hours: [a: string, b: string][], { shares = ["4", "4"] as (string | null)[], factor = "1" } = {}) => {
    const windows = hours.map((uses) => ({
      window: WINDOW,
      clouds: uses.map((quantity, n) => ({ cloudId: "ab"[n] ?? "", use: quantity, referenceShare: shares[n] ?? null })),
    }));
    const { total, unpriced } = marginalOffsets(windows, agreed({ billingFactor: factor }));
    return { amount: moneyToDecimal(total.amount), unpriced };
  };

  test("use above one share and below the other by as much costs nothing", () => {
    expect(priced([["6", "2"]])).toEqual({ amount: "0.00", unpriced: [] });
  });
  test("use below both shares is a credit at the lower rate", () => {
    expect(priced([["3", "1"]]).amount).toBe("-0.08");
  });
  test("an hour above and an hour below by as much are netted by their rates, not by their use", () => {
    expect(
      priced([
        ["7", "4"],
        ["1", "4"],
      ]).amount,
    ).toBe("0.24");
  });
  test("a cloud without a share costs nothing and is named", () => {
    expect(priced([["9", "90"]], { shares: ["4", null] })).toEqual({ amount: "0.50", unpriced: ["b"] });
  });
  test("the factor turns the net into billing units, and no step rounds it", () => {
    expect(priced([["7", "4"]], { factor: "0.5" }).amount).toBe("0.15");
  });
  test("hours are added up before they are rounded", () => {
    expect(
      priced([
        ["4.04", "4"],
        ["4.04", "4"],
      ]).amount,
    ).toBe("0.01");
  });
  test("a subscription with offsets bills nothing by its limit, and still raises its event", () => {
    const { charge, decision } = judge({
      ...{ snapshot: snapshotOf([used(0, "a", 12)]), parameters: agreed({ mode: "offset" }) },
      ...{ capacities: [], events: [], covers: [], remitted: [] },
    });
    expect([charge, decision.raise]).toEqual([null, true]);
  });
});
