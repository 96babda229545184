import { describe, expect, test } from "vitest";
import { judge } from "../engine";
import { chargeToMake, type RemittedCharge, type RunningTotal } from "./charge";
import type { EventToRaise } from "./events";
import { agreed, carried, lookAt, raised, snapshotOf, used, WINDOW } from "./fixtures";
import { marginalOffsets } from "./offsets";
import type { UsageTick } from "./types";

// The acceptance examples of docs/rules.md 4, in its order and under its words.

const nothingYet = { capacities: [], events: [], covers: [], remitted: [] };

function chargeFor(increment: string, remitted: RunningTotal["remitted"], covers: string[] = []): string {
  return chargeToMake({ increment, covers, remitted, step: "1", factor: "1" }).quantity;
}

function raisedBy(ticks: UsageTick[], before: UsageTick[] = []): EventToRaise {
  const decision = lookAt(snapshotOf(ticks, { before }), agreed()).decide();
  if (!decision.raise) throw new Error(`No event was raised: ${decision.sentence}`);
  return decision;
}

describe("limit 3, use 4: bill 1. Limit 10, use 4: nothing, no row. Use = limit: nothing.", () => {
  const judged = (limit: string, use: number) =>
    judge({ ...nothingYet, snapshot: snapshotOf([used(0, "a", use)]), parameters: agreed({ limit }) });

  test("limit 3, use 4: bill 1", () => {
    const { charge, decision } = judged("3", 4);
    expect(charge?.quantity).toBe("1");
    expect(charge?.priced.amount).toEqual({ minor: 10n, currency: "EUR" });
    expect(decision.raise).toBe(true);
  });

  test("limit 10, use 4: nothing, no row", () => {
    expect(judged("10", 4)).toMatchObject({ charge: null, decision: { raise: false, reason: "within_limit" } });
  });

  test("use = limit: nothing but the candidate of the threshold", () => {
    const { charge, decision, standing: stands } = judged("4", 4);
    expect(charge).toBeNull();
    expect(decision.raise).toBe(false);
    expect(stands).toMatchObject({ thresholdMet: true, over: false, increment: "0" });
  });
});

describe("already remitted 10, later total 6: no new row. Ten failed, then total 6: new row of 6.", () => {
  test("already remitted 10, later total 6: no new row", () => {
    expect(chargeFor("6", [{ quantity: "10", state: "posted" }])).toBe("0");
  });

  test("ten failed, then total 6: new row of 6", () => {
    expect(chargeFor("6", [{ quantity: "10", state: "failed" }])).toBe("6");
  });

  test("gratis charges are recorded: they are not billed again", () => {
    expect(chargeFor("6", [{ quantity: "6", state: "gratis" }])).toBe("0");
  });
});

test("running totals 10, 16, 23 with no cover inside one hour: charges 10, 6, 7; one aggregate of 23", () => {
  const parameters = agreed({ meter: "requests", aggregation: "sum", limit: "0" });
  const ticks: UsageTick[] = [];
  const remitted: RemittedCharge[] = [];
  let total = "";
  for (const [index, more] of [10, 6, 7].entries()) {
    ticks.push(used(index, "a", more));
    const output = judge({ ...nothingYet, snapshot: snapshotOf(ticks), parameters, remitted });
    expect(output.charge).not.toBeNull();
    if (output.charge)
      remitted.push({ quantity: output.charge.quantity, amount: output.charge.priced.amount, state: "posted" });
    total = output.standing.total;
  }
  expect(remitted.map(({ quantity }) => quantity)).toEqual(["10", "6", "7"]);
  expect(total).toBe("23");
});

test("covers 2 + 2, use 5: one line of 1", () => {
  expect(chargeFor("5", [], ["2", "2"])).toBe("1");
  expect(chargeFor("5", [{ quantity: "1", state: "posted" }], ["2", "2"])).toBe("0");
});

describe("aggregate limit 8 units; cloud A 6, cloud B rises from 2 to 3", () => {
  const before = [used(0, "a", 6), used(0, "b", 2)];
  const machine = { machineId: "mach_overflow", cloudId: "b", capacity: "4", ordinal: 1 };

  test("event of 1, cloud B", () => {
    const event = raisedBy([...before, used(1, "a", 6), used(1, "b", 3)]);
    expect(event).toMatchObject({ ordinal: 1, limit: "8", aggregate: "9", excess: "1", stillOver: true });
    expect(event.attribution).toMatchObject({ cloudId: "b", by: "rise", machineId: "mach_b" });
    expect(event.useByCloud.map(({ cloudId, use }) => [cloudId, use])).toEqual([
      ["a", "6"],
      ["b", "3"],
    ]);
    expect(event.amount).toEqual({ minor: 10n, currency: "EUR" });
  });

  test("the same inside one tick, told by the readings of the judgment before", () => {
    expect(raisedBy([used(0, "a", 6), used(0, "b", 3)], before).attribution.cloudId).toBe("b");
  });

  test("the overflow machine (capacity 4) takes 1: O 8, V 1, covered 8, overflow 1, excess 0, no event", () => {
    const ticks = [...before, used(1, "a", 6), used(1, "b", 3), used(2, "a", 6), used(2, "b", 2), carried(2, "b", 1)];
    const { stands, settled, decide } = lookAt(snapshotOf(ticks), agreed(), [machine]);
    expect(stands.now).toMatchObject({ ordinary: "8", carried: "1", covered: "8", overflow: "1", excess: "0" });
    expect(decide([raised({ carried: "1" })]).raise).toBe(false);
    expect(settled).toBe(true);
    expect(stands.increment).toBe("1");
  });

  test("demand 14: O 10, V 4, covered 8, overflow 4, excess 2: ordinal 2", () => {
    const ticks = [...before, used(1, "a", 6), used(1, "b", 3), used(2, "a", 8), used(2, "b", 2), carried(2, "b", 4)];
    const { stands, settled, decide } = lookAt(snapshotOf(ticks), agreed(), [machine]);
    expect(stands.now).toMatchObject({ ordinary: "10", carried: "4", covered: "8", overflow: "4", excess: "2" });
    expect(settled).toBe(false);
    const events = [raised({ carried: "4" })];
    expect(decide(events)).toMatchObject({ raise: true, ordinal: 2, excess: "2" });
    const second = raised({ ordinal: 2, state: "requested", excessAtRaise: "2", plannedCapacity: null });
    expect(decide([...events, second])).toMatchObject({ raise: false, reason: "carried" });
  });
});

test("limit 8; A falls 6 to 3 while B rises 2 to 5: the clouds' maxima sum to 11, real use never exceeded 8: no event", () => {
  const { stands, decide } = lookAt(
    snapshotOf([used(0, "a", 6), used(0, "b", 2), used(1, "a", 3), used(1, "b", 5)]),
    agreed(),
  );
  expect(stands).toMatchObject({ total: "8", over: false, increment: "0" });
  expect(decide().raise).toBe(false);
});

test("reference shares A 4, B 4: 10:00 +2 -1 = +1, 11:00 -1 -1 = -2; +0.10 - 0.04 = 0.06", () => {
  const hour = (a: string, b: string) => ({
    window: WINDOW,
    clouds: [
      { cloudId: "a", use: a, referenceShare: "4" },
      { cloudId: "b", use: b, referenceShare: "4" },
    ],
  });
  const offsets = marginalOffsets([hour("6", "3"), hour("3", "3")], agreed());
  expect(offsets.windows.map(({ clouds }) => clouds.map(({ margin }) => margin))).toEqual([
    ["2", "-1"],
    ["-1", "-1"],
  ]);
  expect(offsets.windows.map(({ net, price }) => [net, price])).toEqual([
    ["1", "0.1"],
    ["-2", "-0.04"],
  ]);
  expect(offsets.total.amount).toEqual({ minor: 6n, currency: "EUR" });
});

test("limit 10, A and B at 4 each, both add 2: exactly one event of 2 whichever is judged, and however often", () => {
  const parameters = agreed({ limit: "10" });
  const before = [used(0, "a", 4), used(0, "b", 4)];
  // Committed state after the first is no crossing; after both it is one. (The overlap itself is the evaluator's test.)
  expect(lookAt(snapshotOf([used(0, "a", 6), used(0, "b", 4)]), parameters).decide().raise).toBe(false);
  const both = lookAt(snapshotOf([used(0, "b", 6), used(0, "a", 6)], { before }), parameters);
  expect(both.decide()).toMatchObject({ raise: true, ordinal: 1, excess: "2" });
  const event = raised({ state: "requested", excessAtRaise: "2", plannedCapacity: null });
  expect(both.decide([event])).toMatchObject({ raise: false, reason: "carried" });
});
