import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EngineInput, judge } from "../engine";
import { agreed, carried, snapshotOf, tickAt, used } from "./fixtures";
import type { OverflowCapacity, UsageTick } from "./types";

// The engine against a calculation that shares nothing with it: whole ten-thousandths, loops, no maps of clouds.

const SCALE = 10_000n;
const scaled = (text: string) => {
  const [whole = "0", decimals = ""] = text.split(".");
  return BigInt(whole) * SCALE + BigInt(decimals.padEnd(4, "0"));
};
const plain = (value: bigint) => {
  const decimals = (value % SCALE).toString().padStart(4, "0").replace(/0+$/, "");
  return decimals === "" ? `${value / SCALE}` : `${value / SCALE}.${decimals}`;
};
const least = (a: bigint, b: bigint) => (a < b ? a : b);
const most = (a: bigint, b: bigint) => (a > b ? a : b);

type At = { ordinary: bigint; carried: bigint; byMachine: Record<string, bigint> };

/** Ordinary and carried use at each of the window's four ticks that has any; for counters, up to each. */
function pointsInOrder({ snapshot, parameters }: EngineInput): At[] {
  const found: At[] = [];
  let total: At = { ordinary: 0n, carried: 0n, byMachine: {} };
  for (let tick = 0; tick < 4; tick++) {
    const at: At = parameters.aggregation === "sum" ? total : { ordinary: 0n, carried: 0n, byMachine: {} };
    let any = false;
    for (const { tick: time, cloudId, machineId, overflow, value } of snapshot.ticks) {
      if (time.getTime() !== tickAt(tick).getTime()) continue;
      if (parameters.scope !== "aggregate" && parameters.scope.cloudId !== cloudId) continue;
      if (overflow && parameters.placement === "ascribed") continue;
      any = true;
      if (!overflow) at.ordinary += scaled(value);
      else {
        at.carried += scaled(value);
        at.byMachine[machineId ?? ""] = (at.byMachine[machineId ?? ""] ?? 0n) + scaled(value);
      }
    }
    if (any) found.push({ ...at, byMachine: { ...at.byMachine } });
    if (any) total = at;
  }
  return found;
}

/** What docs/rules.md 4.1 to 4.8 make of it. */
function expected(input: EngineInput) {
  const { parameters, capacities, covers } = input;
  const limit = scaled(parameters.stack[0]?.terms[0]?.limit ?? "0");
  const capacity = capacities.reduce((sum, machine) => sum + scaled(machine.capacity), 0n);
  const splitOf = ({ ordinary, carried: portion }: At) => {
    const covered = least(ordinary, limit);
    const beyond = ordinary - covered;
    const overflow = parameters.placement === "placed" ? portion : least(beyond, capacity);
    const excess = parameters.placement === "placed" ? beyond : beyond - overflow;
    return { use: covered + overflow + excess, covered, overflow, excess };
  };
  const points = pointsInOrder(input);
  const last = points.at(-1);
  const none = { use: 0n, covered: 0n, overflow: 0n, excess: 0n };
  let aggregate = last ? splitOf(last) : none;
  if (parameters.aggregation === "max") {
    aggregate = points[0] ? splitOf(points[0]) : none;
    for (const split of points.map(splitOf))
      if (split.use > aggregate.use || (split.use === aggregate.use && split.covered < aggregate.covered))
        aggregate = split;
  }
  const judgedPoints = parameters.aggregation === "last" ? points.slice(-1) : points;
  const highest = judgedPoints.reduce((found, { ordinary }) => most(found, ordinary), 0n);
  const beyondMachines = judgedPoints.map((point) => {
    const free = (machine: OverflowCapacity) =>
      most(0n, scaled(machine.capacity) - (point.byMachine[machine.machineId] ?? 0n));
    const room = parameters.placement === "placed" ? capacities.reduce((sum, one) => sum + free(one), 0n) : 0n;
    return splitOf(point).excess - room;
  });
  const excess = beyondMachines.reduce(most, 0n);
  const cover = covers.reduce((sum, one) => sum + scaled(one), 0n);
  const toBill = (most(0n, aggregate.overflow + aggregate.excess - cover) * scaled(parameters.billingFactor)) / SCALE;
  const step = scaled(parameters.billingStep);
  return {
    aggregate: {
      use: plain(aggregate.use),
      covered: plain(aggregate.covered),
      overflow: plain(aggregate.overflow),
      excess: plain(aggregate.excess),
    },
    over: highest > limit,
    thresholdMet: points.length > 0 && highest >= limit,
    increment: plain(aggregate.overflow + aggregate.excess),
    raised: excess > 0n ? plain(excess) : null,
    billed: toBill === 0n ? null : plain(((toBill + step - 1n) / step) * step),
  };
}

const quantity = fc.integer({ min: 0, max: 40_000 }).map((thousandths) => plain(BigInt(thousandths) * 10n));
const entry: fc.Arbitrary<UsageTick> = fc
  .tuple(fc.nat(3), fc.constantFrom("1", "2"), fc.constantFrom("a", "b", null), fc.boolean(), quantity)
  .map(([tick, machine, cloudId, overflow, value]) =>
    overflow ? carried(tick, cloudId, value, `over_${machine}`) : used(tick, cloudId, value, `own_${machine}`),
  );
const input: fc.Arbitrary<EngineInput> = fc.record({
  snapshot: fc.array(entry, { maxLength: 14 }).map((ticks) => snapshotOf(ticks, { closed: true })),
  parameters: fc
    .record({
      aggregation: fc.constantFrom("sum", "max", "last"),
      limit: quantity,
      placement: fc.constantFrom("placed", "ascribed"),
      scope: fc.constantFrom("aggregate" as const, { cloudId: "a" }),
      billingStep: fc.constantFrom("1", "0.5", "3"),
      billingFactor: fc.constantFrom("1", "0.5"),
    })
    .map(agreed),
  capacities: fc.array(
    fc.record({
      machineId: fc.constantFrom("over_1", "over_2"),
      cloudId: fc.constantFrom("a", "b"),
      capacity: quantity,
      ordinal: fc.constant(null),
    }),
    { maxLength: 2 },
  ),
  events: fc.constant([]),
  covers: fc.array(quantity, { maxLength: 2 }),
  remitted: fc.constant([]),
});

test("the engine gives what a plain calculation gives", () => {
  fc.assert(
    fc.property(input, (given) => {
      const { standing, decision, charge } = judge(given);
      const { use, covered, overflow, excess } = standing.aggregate;
      expect({
        aggregate: { use, covered, overflow, excess },
        over: standing.over,
        thresholdMet: standing.thresholdMet,
        increment: standing.increment,
        raised: decision.raise ? decision.excess : null,
        billed: charge?.quantity ?? null,
      }).toEqual(expected(given));
    }),
    { numRuns: 500 },
  );
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
