import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge } from "../engine";
import { agreed, allowing, lookAt, snapshotOf, tickAt, used } from "./fixtures";
import type { CloudId, StackedLimit, SubscriptionParameters, UsageTick } from "./types";

const counter = { aggregation: "sum" as const };
/** One limit of a stack as the engine judges it. */
const one = (stack: StackedLimit[], id: string, change: Partial<SubscriptionParameters> = {}) =>
  agreed({ ...counter, stack, id, scope: stack.find((limit) => limit.id === id)?.scope ?? "aggregate", ...change });
const standing = (
  ticks: UsageTick[],
  stack: StackedLimit[],
  id: string,
  change: Partial<SubscriptionParameters> = {},
) => lookAt(snapshotOf(ticks, { closed: true }), one(stack, id, change)).stands;
const changing = (...terms: [number, string | null][]) =>
  allowing(null, { id: "one", terms: terms.map(([tick, limit]) => ({ from: tickAt(tick), limit })) });

describe("a limit that changes within a window", () => {
  test("raised: what was billed stays billed, and the running total goes on", () => {
    const stack = [changing([0, "10"], [2, "40"])];
    const first = [used(0, "a", 30)];
    expect(standing(first, stack, "one")).toMatchObject({ total: "30", increment: "20" });
    expect(standing([...first, used(2, "a", 25)], stack, "one")).toMatchObject({ total: "55", increment: "20" });
    expect(standing([...first, used(2, "a", 35)], stack, "one")).toMatchObject({ total: "65", increment: "25" });
  });

  test("lowered: what was within the limit until then stays within it, and everything after is beyond", () => {
    const stack = [changing([0, "100"], [2, "10"])];
    expect(standing([used(1, "a", 80)], stack, "one")).toMatchObject({ increment: "0", over: false });
    expect(standing([used(1, "a", 80), used(2, "a", 5)], stack, "one")).toMatchObject({ increment: "5", over: true });
  });

  test("a gauge is held against what is allowed in each tick", () => {
    const max = { aggregation: "max" as const };
    const stack = [changing([0, "4"], [2, "9"])];
    expect(standing([used(0, "a", 3), used(2, "a", 9)], stack, "one", max)).toMatchObject({ increment: "0" });
    // What a tick exceeded is billed, whether or not it was judged before a higher one within the new limit.
    const before = [used(0, "a", 6)];
    for (const ticks of [before, [...before, used(2, "a", 9)]])
      expect(standing(ticks, stack, "one", max)).toMatchObject({ over: true, increment: "2" });
    expect(standing([...before, used(2, "a", 10)], stack, "one", max)).toMatchObject({ total: "10", increment: "2" });
    expect(standing([...before, used(2, "a", 12)], stack, "one", max)).toMatchObject({ total: "12", increment: "3" });
  });

  test("an average is held against the average of what was allowed", () => {
    const average = { aggregation: "average" as const };
    const stack = [changing([0, "4"], [2, "8"])];
    const flat = (value: number) => [0, 1, 2, 3].map((tick) => used(tick, "a", value));
    expect(standing(flat(6), stack, "one", average)).toMatchObject({ over: false, increment: "0" });
    expect(standing(flat(7), stack, "one", average)).toMatchObject({ over: true, increment: "1" });
  });
});

describe("limits of one meter stack (docs/rules.md 4.10)", () => {
  const stack = [allowing("10", { id: "one" }), allowing("200", { id: "two", from: tickAt(1) })];

  test("10 and 200 for 251: 41 beyond both, one excess, of the last", () => {
    const ticks = [used(1, "a", 101), used(2, "b", 150)];
    expect(standing(ticks, stack, "one")).toMatchObject({
      total: "10",
      over: false,
      increment: "0",
      thresholdMet: false,
    });
    expect(standing(ticks, stack, "two")).toMatchObject({ total: "241", over: true, increment: "41" });
    expect(
      judge({
        snapshot: snapshotOf(ticks),
        parameters: one(stack, "one"),
        capacities: [],
        events: [],
        covers: [],
        remitted: [],
      }).decision.raise,
    ).toBe(false);
    expect(
      judge({
        snapshot: snapshotOf(ticks),
        parameters: one(stack, "two"),
        capacities: [],
        events: [],
        covers: [],
        remitted: [],
      }).decision,
    ).toMatchObject({ raise: true, limit: "200", aggregate: "241", excess: "41" });
  });

  test("what the first billed before the second began stays with it, and is not billed again", () => {
    const ticks = [used(0, "a", 30), used(1, "a", 190)];
    expect(standing(ticks, stack, "one").increment).toBe("20");
    expect(standing(ticks, stack, "two").increment).toBe("0");
    expect(standing([...ticks, used(2, "a", 11)], stack, "two").increment).toBe("1");
  });

  test("a maximum is billed once: the second bills what goes beyond what the first has billed", () => {
    const max = { aggregation: "max" as const };
    const gauges = [allowing("4", { id: "one", to: tickAt(1) }), allowing("6", { id: "two", from: tickAt(1) })];
    const ticks = [used(0, "a", 8), used(1, "a", 11)];
    expect(standing(ticks, gauges, "one", max).increment).toBe("4");
    expect(standing(ticks, gauges, "two", max).increment).toBe("1");
  });

  test("a maximum that an aggregate limit and one of a cloud bill at once is billed once when the second ends", () => {
    const max = { aggregation: "max" as const };
    const gauges = [
      allowing("0", { id: "all" }),
      allowing("0", { id: "cloud", scope: { cloudId: "a" }, to: tickAt(1) }),
    ];
    const ticks = [0, 1].flatMap((tick) => [used(tick, "a", 7), used(tick, "b", 5)]);
    expect(standing(ticks, gauges, "cloud", max).increment).toBe("7");
    expect(standing(ticks, gauges, "all", max).increment).toBe("5");
  });

  test("a limit of one cloud covers its cloud alone, and use of a cloud without any limit is nobody's", () => {
    const single = [allowing("5", { id: "cloud", scope: { cloudId: "a" } })];
    const ticks = [used(0, "a", 6), used(0, "b", 90)];
    expect(standing(ticks, single, "cloud")).toMatchObject({ total: "6", increment: "1" });
    const both = [...single, allowing("50", { id: "all" })];
    expect(standing(ticks, both, "cloud")).toMatchObject({ total: "5", increment: "0" });
    expect(standing(ticks, both, "all")).toMatchObject({ total: "91", increment: "41" });
  });
});

describe("whatever limits are agreed, a counter's units are distributed one by one", () => {
  const clouds: CloudId[] = ["a", "b", null];
  const limit = fc.record({
    scope: fc.constantFrom("aggregate" as const, "aggregate" as const, { cloudId: "a" }),
    from: fc.integer({ min: -1, max: 3 }),
    length: fc.option(fc.integer({ min: 1, max: 4 })),
    first: fc.nat(12),
    change: fc.option(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.nat(12))),
  });
  const stacks = fc.array(limit, { minLength: 1, maxLength: 3 }).map((limits) =>
    limits
      .map(({ scope, from, length, first, change }, n): StackedLimit => {
        const begin = { from: tickAt(from), limit: `${first}` };
        const terms =
          change && change[0] > from ? [begin, { from: tickAt(change[0]), limit: `${change[1]}` }] : [begin];
        return {
          id: `limit_${n}`,
          scope,
          from: tickAt(from),
          to: length === null ? null : tickAt(from + length),
          terms,
        };
      })
      .sort((x, y) => x.from.getTime() - y.from.getTime() || (x.id < y.id ? -1 : 1)),
  );
  const uses = fc.array(
    fc.record({ tick: fc.integer({ min: 0, max: 3 }), cloudId: fc.constantFrom(...clouds), quantity: fc.nat(9) }),
    { maxLength: 8 },
  );

  /** Unit by unit, in the order of ticks and clouds: the first limit with room, else the excess of the last. */
  function unitByUnit(stack: StackedLimit[], list: { tick: number; cloudId: CloudId; quantity: number }[]) {
    const [covered, billed] = [new Map<string, number>(), new Map<string, number>()];
    const add = (to: Map<string, number>, id: string) => to.set(id, (to.get(id) ?? 0) + 1);
    for (let tick = 0; tick < 4; tick++)
      for (const cloudId of clouds)
        for (const use of list.filter((one) => one.tick === tick && one.cloudId === cloudId))
          for (let unit = 0; unit < use.quantity; unit++) {
            const at = tickAt(tick);
            const applying = stack.filter(
              ({ from, to, scope }) =>
                from <= at && (to === null || at < to) && (scope === "aggregate" || scope.cloudId === cloudId),
            );
            const room = applying.find(
              ({ id, terms }) =>
                (covered.get(id) ?? 0) < Number(terms.filter(({ from }) => from <= at).at(-1)?.limit ?? 0),
            );
            const last = applying.at(-1);
            if (room) add(covered, room.id);
            else if (last) add(billed, last.id);
          }
    return { covered, billed };
  }

  const judged = (stack: StackedLimit[], ticks: UsageTick[]) =>
    stack.map(({ id }) => {
      const { aggregate, increment } = standing(ticks, stack, id);
      return [id, Number(aggregate.covered), Number(increment)];
    });

  test("as the engine does it, in whatever order records come", () => {
    const shuffled = uses.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(stacks, shuffled, (stack, [list, other]) => {
        const { covered, billed } = unitByUnit(stack, list);
        const ticks = (of: typeof list) => of.map(({ tick, cloudId, quantity }) => used(tick, cloudId, quantity));
        const expected = stack.map(({ id }) => [id, covered.get(id) ?? 0, billed.get(id) ?? 0]);
        expect(judged(stack, ticks(list))).toEqual(expected);
        expect(judged(stack, ticks(other))).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});
