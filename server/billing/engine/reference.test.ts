import Decimal from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EngineInput, judge } from "../engine";
import { agreed, carried, snapshotOf, tickAt, used } from "./fixtures";
import { dueOf } from "./reference-model";
import type { UseHistory } from "./reference-use";
import type { StackedLimit, UsageTick } from "./types";

// The engine against a model that shares nothing with it (reference-model.ts), in one window of an hour.

/** The same for the model: what the engine takes of the window, as records and terms. */
function historyOf({ snapshot, parameters, capacities, covers }: EngineInput): UseHistory {
  const { aggregation, period, overRate: rate, billingStep: step, billingFactor: factor, placement } = parameters;
  const { mode, underCredit: credit, referenceShares: shares } = parameters;
  return {
    ...{ aggregation, period, placement, factor, mode, timeZone: "UTC", anchorDay: 1 },
    uses: snapshot.ticks.map(({ tick, machineId, cloudId, overflow, value }) => ({
      ...{ machine: machineId ?? "", cloud: cloudId, overflow, quantity: value },
      at: new Date(tick.getTime() + 60_000),
    })),
    limits: parameters.stack.map(({ id, scope, from, to, terms }) => ({
      ...{ id, from, to, cloud: scope === "aggregate" ? null : scope.cloudId },
      terms: terms.map((one) => ({ ...one, rate, step, covers, credit, shares })),
    })),
    capacities: capacities.map(({ machineId, capacity }) => ({ machine: machineId, capacity })),
  };
}

/** What the engine makes of it, in the model's words. */
function judged(given: EngineInput) {
  const { standing, decision, charge } = judge(given);
  const { use, covered, overflow, excess } = standing.aggregate;
  return {
    ...{ use, covered, overflow, excess, increment: standing.increment },
    due: charge?.quantity ?? "0",
    amountMinor: charge?.priced.amount.minor ?? 0n,
    event: decision.raise ? decision.excess : null,
  };
}

function expected(given: EngineInput): ReturnType<typeof judged> {
  const found = dueOf(historyOf(given)).find(({ limit }) => limit === given.parameters.id);
  const nothing = { use: "0", covered: "0", overflow: "0", excess: "0", increment: "0" };
  if (!found) return { ...nothing, due: "0", amountMinor: 0n, event: null };
  const { use, covered, overflow, excess, increment, due, amountMinor, event } = found;
  return { use, covered, overflow, excess, increment, due, amountMinor, event };
}

const quantity = fc.integer({ min: 0, max: 40_000 }).map((thousandths) => new Decimal(thousandths).div(1000).toFixed());
const entry: fc.Arbitrary<UsageTick> = fc
  .tuple(fc.nat(3), fc.constantFrom("1", "2"), fc.constantFrom("a", "b", null), fc.boolean(), quantity)
  .map(([tick, machine, cloudId, overflow, value]) =>
    overflow ? carried(tick, cloudId, value, `over_${machine}`) : used(tick, cloudId, value, `own_${machine}`),
  );
const snapshot = fc
  .uniqueArray(entry, {
    maxLength: 14,
    selector: ({ tick, machineId, cloudId }) => `${tick.getTime()} ${machineId} ${cloudId}`,
  })
  .map((ticks) => snapshotOf(ticks, { closed: true }));
const terms = {
  aggregation: fc.constantFrom("sum" as const, "max" as const, "average" as const, "last" as const),
  billingStep: fc.constantFrom("1", "0.5", "3"),
  billingFactor: fc.constantFrom("1", "0.5"),
  overRate: fc.constantFrom("0.10", "0.004", "1.333"),
};
const input: fc.Arbitrary<EngineInput> = fc.record({
  snapshot,
  parameters: fc
    .record({
      ...terms,
      limit: quantity,
      placement: fc.constantFrom("placed" as const, "ascribed" as const),
      scope: fc.constantFrom("aggregate" as const, { cloudId: "a" }),
    })
    .map(agreed),
  capacities: fc.uniqueArray(
    fc.record({
      machineId: fc.constantFrom("over_1", "over_2"),
      cloudId: fc.constantFrom("a", "b"),
      capacity: quantity,
      ordinal: fc.constant(null),
    }),
    { maxLength: 2, selector: ({ machineId }) => machineId },
  ),
  events: fc.constant([]),
  covers: fc.array(quantity, { maxLength: 2 }),
  remitted: fc.constant([]),
});

test("the engine gives what a plain calculation gives", () => {
  fc.assert(
    fc.property(input, (given) => {
      expect(judged(given)).toEqual(expected(given));
    }),
    { numRuns: 500 },
  );
});

test("an average of which a limit has no tick of its own has its event where it is billed", () => {
  const limits = [
    { id: "limit_0", scope: "aggregate" as const, from: tickAt(0) },
    { id: "limit_1", scope: { cloudId: "b" }, from: tickAt(1) },
  ].map((one) => ({ ...one, to: null, terms: [{ from: tickAt(0), limit: "0" }] }));
  const parameters = agreed({
    ...{ aggregation: "average", billingStep: "1", billingFactor: "1", overRate: "0.10", stack: limits },
    ...{ id: "limit_1", scope: { cloudId: "b" }, placement: "ascribed" },
  });
  const ticks = [used(1, "a", "0", "own_1"), used(0, "b", "0.001", "own_1")];
  const snapshot = snapshotOf(ticks, { closed: true });
  const given: EngineInput = { snapshot, parameters, capacities: [], events: [], covers: [], remitted: [] };
  expect(judged(given)).toMatchObject({ due: "1", event: "0.0005" });
  expect(judge(given).standing).toMatchObject({ over: true, thresholdMet: true });
});

test("so it does with limits of clouds and of all of them that begin, change and end in the window, for each of them", () => {
  const limit = fc.record({
    from: fc.integer({ min: -1, max: 3 }),
    length: fc.option(fc.integer({ min: 1, max: 4 })),
    scope: fc.constantFrom("aggregate" as const, "aggregate" as const, { cloudId: "a" }, { cloudId: "b" }),
    changes: fc.array(fc.tuple(fc.nat(3), quantity), { minLength: 1, maxLength: 3 }),
  });
  const stacks = fc.array(limit, { minLength: 1, maxLength: 3 }).map((limits) =>
    limits
      .map(({ from, length, scope, changes }, n): StackedLimit => {
        const later = changes.map(([tick, allowed], index) => ({ from: tickAt(index && tick), limit: allowed }));
        const to = length === null ? null : tickAt(from + length);
        const known = later.sort((a, b) => a.from.getTime() - b.from.getTime());
        return { id: `limit_${n}`, scope, from: tickAt(from), to, terms: known };
      })
      .sort((a, b) => a.from.getTime() - b.from.getTime() || (a.id < b.id ? -1 : 1)),
  );
  fc.assert(
    fc.property(fc.record({ ...terms, stack: stacks }), snapshot, (agreement, used) => {
      const ordinary = { ...used, ticks: used.ticks.filter(({ overflow }) => !overflow) };
      for (const { id, scope } of agreement.stack) {
        const parameters = agreed({ ...agreement, id, scope, placement: "ascribed" });
        const given = { snapshot: ordinary, parameters, capacities: [], events: [], covers: [], remitted: [] };
        expect(judged(given)).toEqual(expected(given));
      }
    }),
    { numRuns: 500 },
  );
});

test("offset billing comes to the net of the clouds' margins, whichever limits follow each other in the window", () => {
  // One after the other, or of different clouds: one use is billed by one of them.
  const limit = (scope: StackedLimit["scope"]) => (allowed: string, n: number, from: number, to: number | null) => ({
    ...{ id: `limit_${n}`, scope, from: tickAt(from), to: to === null ? null : tickAt(to) },
    terms: [{ from: tickAt(0), limit: allowed }],
  });
  const [shared, ofA, ofB] = [limit("aggregate"), limit({ cloudId: "a" }), limit({ cloudId: "b" })];
  const stacks: fc.Arbitrary<StackedLimit[]> = fc
    .record({ allowed: quantity, other: quantity, at: fc.integer({ min: -1, max: 4 }), form: fc.nat(3) })
    .map(({ allowed, other, at, form }) => {
      if (form === 0) return [shared(allowed, 0, -1, null)];
      if (form === 1) return [ofA(allowed, 0, -1, null), ofB(other, 1, at, null)];
      if (form === 2) return [shared(allowed, 0, -1, at), shared(other, 1, at, null)];
      return [shared(allowed, 0, -1, at), ofB(other, 1, at, null)];
    });
  const shares = fc.dictionary(fc.constantFrom("a", "b", "c"), quantity);
  const agreement = { ...terms, stack: stacks, referenceShares: shares, underCredit: fc.constantFrom("0", "0.02") };
  const met = { over: 0, under: 0, none: 0 };
  fc.assert(
    fc.property(fc.record(agreement), snapshot, fc.boolean(), (agreement, used, isPlaced) => {
      for (const { id, scope } of agreement.stack) {
        const placement = isPlaced ? ("placed" as const) : ("ascribed" as const);
        const parameters = agreed({ ...agreement, id, scope, placement, mode: "offset" });
        const given = { snapshot: used, parameters, capacities: [], events: [], covers: [], remitted: [] };
        const { offsets, charge, adjustment, standing } = judge(given);
        const found = dueOf(historyOf(given)).find(({ limit }) => limit === id);
        const own = { net: offsets?.net, price: offsets?.price, increment: standing.increment, charge, adjustment };
        const { due: net = "0", price = "0", increment = "0" } = found ?? {};
        expect(own).toEqual({ net, price, increment, charge: null, adjustment: null });
        met[new Decimal(net).gt(0) ? "over" : new Decimal(net).lt(0) ? "under" : "none"] += 1;
      }
    }),
    { numRuns: 500 },
  );
  expect(Math.min(met.over, met.under, met.none)).toBeGreaterThan(20);
});

test("an average whose limit ended within the window gives back nothing of its shares: the limit after it does", () => {
  const limit = (n: number, from: number, to: number | null) => ({
    ...{ id: `limit_${n}`, scope: "aggregate" as const, from: tickAt(from), to: to === null ? null : tickAt(to) },
    terms: [{ from: tickAt(0), limit: "8" }],
  });
  const stack = [limit(0, -1, 1), limit(1, 1, null)];
  const snapshot = snapshotOf([used(0, "a", 3), used(1, "a", 1)], { closed: true });
  const nets = stack.map(({ id }) => {
    const parameters = agreed({ aggregation: "average", mode: "offset", referenceShares: { a: "4" }, stack, id });
    return judge({ snapshot, parameters, capacities: [], events: [], covers: [], remitted: [] }).offsets?.net;
  });
  expect(nets).toEqual(["0", "-2"]);
});

describe("a judgment reads the snapshot once", () => {
  /** A tick that counts how often its value is read. */
  function counted(entries: UsageTick[]) {
    const reads = entries.map(() => 0);
    let walks = 0;
    const ticks = entries.map((one, index) => ({
      ...one,
      get value() {
        reads[index] = (reads[index] ?? 0) + 1;
        return one.value;
      },
    }));
    const list = new Proxy(ticks, {
      get(target, property, receiver) {
        if (property === Symbol.iterator) walks += 1;
        return Reflect.get(target, property, receiver);
      },
    });
    return { list, reads, walks: () => walks };
  }

  test.each(["sum", "max", "average", "last"] as const)(
    "%s: with its event, its charge and what it settles",
    (aggregation) => {
      const ticks = counted([used(0, "a", 6), used(0, "b", 2), used(1, "a", 9), carried(1, "b", 1), used(3, "b", 12)]);
      const before = counted([used(0, "a", 6), used(-1, "b", 1)]);
      const output = judge({
        snapshot: snapshotOf(ticks.list, { closed: true, before: before.list }),
        parameters: agreed({ aggregation, limit: "5" }),
        capacities: [],
        events: [],
        covers: [],
        remitted: [],
      });
      expect(output).toMatchObject({ decision: { raise: true }, charge: { rate: "0.10" }, settled: false });
      expect([ticks.walks(), before.walks()]).toEqual([1, 1]);
      expect([...ticks.reads, ...before.reads]).toEqual([1, 1, 1, 1, 1, 1, 1]);
    },
  );
});
