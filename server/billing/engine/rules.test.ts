import { describe, expect, test } from "vitest";
import { overflowStates } from "../../overflow/states";
import { pointsOf } from "./aggregate";
import { adjustmentToPropose, chargeToMake, sharedBilling } from "./charge";
import type { EventToRaise } from "./events";
import { agreed, carried, lookAt, raised, snapshotOf, tickAt, used, WINDOW } from "./fixtures";
import { marginalOffsets } from "./offsets";
import { withinLimitWithout } from "./retire";
import type { ExistingEvent, OverflowCapacity, SubscriptionParameters, UsageSnapshot, UsageTick } from "./types";

function decide(
  ticks: UsageTick[],
  change: Parameters<typeof agreed>[0] = {},
  events: ExistingEvent[] = [],
  capacities: OverflowCapacity[] = [],
) {
  return lookAt(snapshotOf(ticks), agreed(change), capacities).decide(events);
}

function attributionOf(ticks: UsageTick[], change: Partial<SubscriptionParameters> = {}) {
  return (decide(ticks, change) as EventToRaise).attribution;
}

describe("what people are shown while a tick fills", () => {
  test("each machine's last value, in whichever tick it was reported, and each once", () => {
    const ticks = [used(0, "a", 6), used(0, "b", 2), carried(0, "a", 1), used(1, "a", 5)];
    const present = { at: tickAt(1), ticks: [used(1, "a", 5), used(0, "b", 2), carried(0, "a", 1)] };
    const { shown, now } = lookAt(snapshotOf(ticks, { present, before: ticks }), agreed(), []).stands;
    expect([shown.use, shown.carried, now.use]).toEqual(["8", "1", "5"]);
  });

  test("machines that are silent for longer are gone from it", () => {
    const present = { at: tickAt(3), ticks: [] };
    expect(lookAt(snapshotOf([used(0, "a", 9)], { present }), agreed()).stands.shown).toMatchObject({
      use: "0",
      excess: "0",
    });
  });
});

describe("aggregation: space first, then time", () => {
  const ticks = [used(0, "a", 4), used(0, "b", 2), used(1, "a", 6), used(3, "a", 1), used(3, "b", 2)];
  const totalOf = (aggregation: SubscriptionParameters["aggregation"]) =>
    lookAt(snapshotOf(ticks, { closed: true }), agreed({ aggregation })).stands.total;

  test("a gauge without a record in a tick has no value there, and the tick no weight", () => {
    expect([totalOf("max"), totalOf("average"), totalOf("last"), totalOf("sum")]).toEqual(["6", "5", "3", "15"]);
  });

  test("averages and last are judged when the window is closed, sums and maxima at once", () => {
    const judged = (aggregation: SubscriptionParameters["aggregation"], closed: boolean) =>
      lookAt(snapshotOf(ticks, { closed }), agreed({ aggregation, limit: "1" })).stands.over;
    expect([judged("max", false), judged("sum", false), judged("average", false), judged("last", false)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([judged("average", true), judged("last", true)]).toEqual([true, true]);
    expect(decide(ticks, { aggregation: "average", limit: "1" })).toMatchObject({ raise: false, reason: "not_judged" });
  });

  test("an average of thirds still splits without remainder", () => {
    const thirds = [used(0, "a", 10), used(1, "a", 0), used(2, "a", 0)];
    const { aggregate } = lookAt(
      snapshotOf(thirds, { closed: true }),
      agreed({ aggregation: "average", limit: "3" }),
    ).stands;
    expect(aggregate).toMatchObject({ use: "3.333333333333333333", covered: "3", excess: "0.333333333333333333" });
  });

  test("ticks outside the window and clouds outside the scope do not count; on-premises counts in aggregates only", () => {
    const outside = [used(-1, "a", 90), used(4, "a", 90), used(0, "a", 3), used(0, null, 2)];
    expect(lookAt(snapshotOf(outside), agreed()).stands.total).toBe("5");
    expect(lookAt(snapshotOf(outside), agreed({ scope: { cloudId: "a" } })).stands.total).toBe("3");
  });
});

describe("the threshold", () => {
  const stands = (use: string) =>
    lookAt(snapshotOf([used(0, "a", use)]), agreed({ limit: "7.5", thresholdPercent: "80" })).stands;

  test("is met at exactly threshold × limit", () => {
    expect([stands("5.999999999").thresholdMet, stands("6").thresholdMet, stands("6").over]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("is met by no window without use, even with limit 0", () => {
    expect(lookAt(snapshotOf([]), agreed({ limit: "0" })).stands.thresholdMet).toBe(false);
  });
});

describe("ascribed: overflow = min(O - covered, free overflow capacity)", () => {
  const ascribed = { placement: "ascribed" as const };
  const machine = (capacity: string, since?: Date): OverflowCapacity => ({
    machineId: "mach_overflow",
    cloudId: "a",
    capacity,
    ordinal: 1,
    ...(since ? { since } : {}),
  });
  const ticks = [used(0, "a", 11), carried(0, "a", 50)];

  test("the overflow machine's own footprint is capacity, never use", () => {
    const stands = lookAt(snapshotOf(ticks), agreed(ascribed), [machine("2")]).stands;
    expect(stands.now).toMatchObject({ use: "11", covered: "8", overflow: "2", excess: "1" });
    expect(stands.increment).toBe("3");
  });

  test("a further event only for what is beyond the machines' capacity", () => {
    const event = raised({ excessAtRaise: "2", plannedCapacity: "2" });
    expect(decide(ticks, ascribed, [event], [machine("2")])).toMatchObject({ raise: true, ordinal: 2, excess: "1" });
    expect(decide(ticks, ascribed, [event], [machine("3")])).toMatchObject({ raise: false, reason: "within_limit" });
    expect(decide(ticks, ascribed, [raised({ plannedCapacity: "3" })], [])).toMatchObject({ reason: "carried" });
  });

  test("capacity counts from the tick in which it came", () => {
    const stands = lookAt(snapshotOf([...ticks, used(1, "a", 11)]), agreed(ascribed), [machine("9", tickAt(1))]).stands;
    expect([stands.now.excess, stands.aggregate.use, stands.increment]).toEqual(["0", "11", "3"]);
  });
});

describe("events", () => {
  test("the first is raised even if it is looked at late; a further one only for the use now", () => {
    const late = [used(0, "a", 9), used(1, "a", 5)];
    expect(decide(late)).toMatchObject({ raise: true, excess: "1", stillOver: false, crossedAt: tickAt(0) });
    expect(decide([used(0, "a", 20), used(1, "a", 5)], {}, [raised()])).toMatchObject({ reason: "within_limit" });
  });

  test.each(["declined", "failed", "unwinding"] as const)("%s: nobody is asked again in the window", (state) => {
    expect(decide([used(0, "a", 90)], {}, [raised({ state })])).toMatchObject({ raise: false, reason: "asked_once" });
  });

  test.each(overflowStates.flatMap((state) => [["off", state] as const, ["restrict", state] as const]))(
    "policy %s, the first event %s: there is no second, however fast it is declined",
    (overflowPolicy, state) => {
      const first = raised({ state, excessAtRaise: "1", plannedCapacity: null });
      const grown = decide([used(0, "a", 9), used(1, "a", 90)], { overflowPolicy }, [first]);
      expect(grown).toMatchObject({ raise: false, reason: "overflow_off" });
      expect(decide([used(0, "a", 9)], { overflowPolicy }, [])).toMatchObject({ raise: true, ordinal: 1 });
    },
  );

  test("an event waiting for credit or a person still stands for its part", () => {
    const waiting = raised({ state: "held_credit", excessAtRaise: "2", plannedCapacity: null });
    expect(decide([used(0, "a", 10)], {}, [waiting])).toMatchObject({ reason: "carried" });
    expect(decide([used(0, "a", 11)], {}, [waiting])).toMatchObject({ raise: true, ordinal: 2, excess: "1" });
  });

  test("a retired machine carries nothing more", () => {
    const gone = raised({ state: "retired", plannedCapacity: "4" });
    expect(decide([used(0, "a", 9)], {}, [gone])).toMatchObject({ raise: true, ordinal: 2, excess: "1" });
  });

  test("a machine of an earlier window with room left needs no event", () => {
    const room = (capacity: string) => [{ machineId: "mach_overflow", cloudId: "a", capacity, ordinal: null }];
    const ticks = [used(0, "a", 10), carried(0, "a", 1)];
    expect(decide(ticks, {}, [], room("3"))).toMatchObject({ raise: false, reason: "carried" });
    expect(decide(ticks, {}, [], room("2"))).toMatchObject({ raise: true, ordinal: 1, excess: "1" });
  });

  test("a counter's past excess is accounted for by its event while the overflow machine counts on", () => {
    const event = raised({ excessAtRaise: "1", plannedCapacity: null, carried: "5" });
    const ticks = [used(0, "a", 9), carried(1, "a", 5)];
    expect(decide(ticks, { aggregation: "sum" }, [event])).toMatchObject({ raise: false, reason: "carried" });
    const more = [...ticks, used(2, "a", "0.5")];
    expect(decide(more, { aggregation: "sum" }, [event])).toMatchObject({ raise: true, ordinal: 2, excess: "0.5" });
  });

  test("the amount is of whole billing steps", () => {
    const parts = { billingFactor: "0.5", billingStep: "0.25", overRate: "0.333" };
    expect(decide([used(0, "a", "9.1")], parts)).toMatchObject({
      excess: "1.1",
      billingQuantity: "0.75",
      amount: { minor: 25n, currency: "EUR" },
    });
  });
});

describe("which cloud and which first machine", () => {
  test("a positive margin over the reference share names the cloud before any rise does", () => {
    const ticks = [used(0, "a", 6), used(0, "b", 2), used(1, "a", 6), used(1, "b", 4)];
    expect(attributionOf(ticks, { referenceShares: { a: "4", b: "4" } })).toMatchObject({
      cloudId: "a",
      by: "reference_share",
    });
    expect(attributionOf(ticks, { referenceShares: { a: "7" } })).toMatchObject({ cloudId: "b", by: "rise" });
  });

  test("ties by larger use, then id; a cloud before on-premises", () => {
    expect(attributionOf([used(0, "a", 1), used(0, "b", 2), used(1, "a", 5), used(1, "b", 6)]).cloudId).toBe("b");
    expect(attributionOf([used(0, "b", 5), used(0, "a", 5)]).cloudId).toBe("a");
    expect(attributionOf([used(0, null, 5), used(0, "b", 5)]).cloudId).toBe("b");
  });

  test("the ordinary machine whose use rose most in the window, over several ticks", () => {
    const ticks = [
      used(0, "a", 5, "mach_big"),
      used(0, "a", 1, "mach_grown"),
      used(1, "a", 5, "mach_big"),
      used(1, "a", 2, "mach_grown"),
      used(2, "a", 6, "mach_big"),
      used(2, "a", 3, "mach_grown"),
      carried(2, "a", 90),
    ];
    const { machineId, machines } = attributionOf(ticks);
    expect(machineId).toBe("mach_grown");
    expect(machines).toEqual([
      { machineId: "mach_grown", use: "3", rise: "2" },
      { machineId: "mach_big", use: "6", rise: "1" },
    ]);
  });

  test("a machine that came in mid-window rose by all it uses; use that names no machine names none", () => {
    const ticks = [used(0, "a", 7, "mach_old"), used(1, "a", 8, "mach_old"), used(1, "a", 3, "mach_new")];
    expect(attributionOf(ticks).machineId).toBe("mach_new");
    expect(attributionOf([{ ...used(0, "a", 9), machineId: null }])).toMatchObject({ cloudId: "a", machineId: null });
  });

  test("of a counter, the cloud that counted most in the crossing tick", () => {
    const ticks = [used(0, "a", 6), used(0, "b", 1), used(1, "a", "0.5"), used(1, "b", 2)];
    expect(attributionOf(ticks, { aggregation: "sum" }).cloudId).toBe("b");
  });
});

describe("settled", () => {
  const present = (...ticks: UsageTick[]) => ({ present: { at: tickAt(1), ticks } });

  test("is held against the use now: a tick that has only begun proves nothing", () => {
    const ticks = [used(0, "a", 6), used(0, "b", 3), used(1, "a", 6)];
    const stands = (more: Partial<UsageSnapshot>) => lookAt(snapshotOf(ticks, more), agreed()).settled;
    expect(stands(present(used(1, "a", 6), used(0, "b", 3)))).toBe(false);
    expect(stands(present(used(1, "a", 6), used(1, "b", 2)))).toBe(true);
    expect(stands(present(used(1, "a", 6)))).toBe(true);
    expect(stands({})).toBe(true);
  });
});

describe("retiring", () => {
  const ticks = [used(0, "a", 6), carried(0, "a", 2), used(1, "a", 5), carried(1, "a", 3, "mach_other")];
  const within = (list: UsageTick[], limit: string, change: Partial<SubscriptionParameters> = {}) =>
    withinLimitWithout(pointsOf(snapshotOf(list), agreed({ limit, ...change })), ["mach_overflow"], []);

  test("what it carried counts again; what the others carry does not", () => {
    expect([within(ticks, "8"), within(ticks, "7.9")]).toEqual([true, false]);
    expect([within(ticks, "13", { aggregation: "sum" }), within(ticks, "12", { aggregation: "sum" })]).toEqual([
      true,
      false,
    ]);
  });

  test("silence is no proof", () => {
    expect(within([], "8")).toBe(false);
  });
});

describe("charges", () => {
  const running = { covers: [], step: "1", factor: "1" };

  test("a raised limit takes nothing back; only an explicit correction proposes an adjustment", () => {
    const euros = (minor: bigint) => ({ minor, currency: "EUR" });
    const billed = { quantity: "10", amount: euros(500n), state: "posted" as const };
    const lowered = { ...running, increment: "6", remitted: [billed] };
    const price = { rate: "0.5", currency: "EUR" };
    expect(chargeToMake(lowered).quantity).toBe("0");
    expect(adjustmentToPropose(lowered, price)).toMatchObject({
      ...{ due: "6", billed: "10", quantity: "-4" },
      priced: { amount: euros(-200n) },
    });
    expect(adjustmentToPropose({ ...lowered, increment: "10" }, price)).toBeNull();
    // What was not sent is not given back.
    const gratis = { ...billed, quantity: "8", amount: euros(400n), state: "gratis" as const };
    const part = { ...billed, quantity: "2", amount: euros(100n) };
    expect(adjustmentToPropose({ ...lowered, remitted: [gratis, part] }, price)?.priced.amount).toEqual(euros(-100n));
    const confirmed = [...lowered.remitted, { quantity: "-4", state: "posted" as const }];
    expect(chargeToMake({ ...lowered, increment: "7", remitted: confirmed }).quantity).toBe("1");
  });

  test("of limits of one meter none bills what another has billed, and none proposes to take back what another counts on", () => {
    const billed = (quantity: string) => ({ quantity, state: "posted" as const });
    const all = { ...running, scope: "aggregate" as const };
    const limits = [
      { ...all, increment: "0", remitted: [billed("20")] },
      { ...all, increment: "15", remitted: [] },
      { ...all, increment: "9", remitted: [billed("2")] },
    ];
    const shared = limits.map((_, own) => sharedBilling(limits, own));
    expect(shared).toEqual([
      { elsewhere: "0", forOthers: "20" },
      { elsewhere: "15", forOthers: "0" },
      { elsewhere: "5", forOthers: "0" },
    ]);
    expect(limits.map((one, n) => chargeToMake({ ...one, ...shared[n] }).quantity)).toEqual(["0", "0", "2"]);
    const first = { quantity: "20", amount: { minor: 2000n, currency: "EUR" }, state: "posted" as const };
    const price = { rate: "1", currency: "EUR" };
    const takenBack = (forOthers: string) =>
      adjustmentToPropose({ ...running, increment: "0", remitted: [first], forOthers }, price)?.quantity ?? null;
    expect([takenBack("0"), takenBack("15"), takenBack("20")]).toEqual(["-20", "-5", null]);
  });

  test("what a cloud's limit has billed counts for its own cloud first, then for all clouds, never for another cloud", () => {
    const limitOf = (cloudId: string | null, increment: string, billed: string) => ({
      ...{ ...running, increment, scope: cloudId === null ? ("aggregate" as const) : { cloudId } },
      remitted: [{ quantity: billed, state: "posted" as const }],
    });
    const shared = (...limits: ReturnType<typeof limitOf>[]) =>
      limits.map((_, own) => {
        const { elsewhere, forOthers } = sharedBilling(limits, own);
        return [elsewhere, forOthers];
      });
    expect(shared(limitOf("a", "0", "6"), limitOf("b", "5", "0"))).toEqual([
      ["0", "0"],
      ["0", "0"],
    ]);
    expect(
      shared(
        limitOf(null, "0", "4"),
        limitOf("a", "0", "6"),
        limitOf(null, "3", "0"),
        limitOf("a", "5", "0"),
        limitOf("b", "9", "0"),
      ),
    ).toEqual([
      ["0", "4"],
      ["0", "6"],
      ["3", "0"],
      ["5", "0"],
      ["2", "0"],
    ]);
  });

  test("what a limit with another factor has billed counts by units of the meter", () => {
    const all = { ...running, step: "0.001", scope: "aggregate" as const };
    const before = { ...all, factor: "0.5", increment: "0", remitted: [{ quantity: "10", state: "posted" as const }] };
    for (const [factor, quantity] of [
      ["1", "5"],
      ["3", "15"],
      ["0.1", "0.5"],
    ] as const) {
      const after = { ...all, factor, increment: "25", remitted: [] };
      expect(chargeToMake({ ...after, ...sharedBilling([before, after], 1) }).quantity).toBe(quantity);
    }
    const thirds = [{ ...before, factor: "3", remitted: [{ quantity: "1", state: "posted" as const }] }];
    const limits = [...thirds, ...thirds, ...thirds, { ...all, factor: "1", step: "1", increment: "2", remitted: [] }];
    expect(chargeToMake({ ...(limits[3] as (typeof limits)[number]), ...sharedBilling(limits, 3) }).quantity).toBe("1");
  });

  test("steps and factors: a started step is billed once", () => {
    const parts = { covers: ["1"], step: "0.5", factor: "0.5", remitted: [] };
    expect(chargeToMake({ ...parts, increment: "3.2" }).quantity).toBe("1.5");
    const remitted = [{ quantity: "1.5", state: "posted" as const }];
    expect(chargeToMake({ ...parts, increment: "4", remitted }).quantity).toBe("0");
    expect(() => chargeToMake({ ...parts, step: "0", increment: "3" })).toThrow("must be above 0");
  });

  test("offset billing charges nothing by the limit", () => {
    expect(lookAt(snapshotOf([used(0, "a", 12)]), agreed({ mode: "offset" })).stands).toMatchObject({
      over: true,
      increment: "0",
    });
  });

  test("a cloud without a reference share is not priced, and named", () => {
    const clouds = [{ cloudId: "c", use: "5", referenceShare: null }];
    const offsets = marginalOffsets([{ window: WINDOW, clouds }], agreed());
    expect([offsets.unpriced, offsets.total.amount.minor]).toEqual([["c"], 0n]);
  });
});
