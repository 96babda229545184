import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Exact, readExact, sumExact, writeExact } from "../../quantity";
import { type EngineInput, judge } from "../engine";
import { chargeToMake, priceOfCharge, type RemittedCharge } from "./charge";
import { agreed, allowing, lookAt, snapshotOf, tickAt } from "./fixtures";
import type { ExistingEvent, OverflowCapacity, Split, SubscriptionParameters, UsageTick } from "./types";

const quantity = fc.integer({ min: 0, max: 40_000 }).map((thousandths) => writeExact(new Exact(thousandths).div(1000)));

const entry: fc.Arbitrary<UsageTick> = fc
  .record({
    tick: fc.integer({ min: 0, max: 3 }).map(tickAt),
    machine: fc.constantFrom("1", "2", "3"),
    cloudId: fc.constantFrom("a", "b", null),
    overflow: fc.boolean(),
    value: quantity,
  })
  .map(({ machine, ...rest }) => ({ ...rest, machineId: `${rest.overflow ? "over" : "own"}_${machine}` }));

const ticks = fc.array(entry, { maxLength: 14 });

const parameters: fc.Arbitrary<SubscriptionParameters> = fc
  .record({
    aggregation: fc.constantFrom("sum", "max", "average", "last"),
    limit: fc.oneof(quantity, fc.constant(null)),
    placement: fc.constantFrom("placed", "ascribed"),
    scope: fc.constantFrom("aggregate" as const, { cloudId: "a" }),
    billingStep: fc.constantFrom("1", "0.5", "3"),
    billingFactor: fc.constantFrom("1", "0.5"),
  })
  .map(agreed);

const judgedAtOnce = parameters.filter(({ aggregation }) => aggregation === "sum" || aggregation === "max");

const capacities: fc.Arbitrary<OverflowCapacity[]> = fc.array(
  fc.record({
    machineId: fc.constantFrom("over_1", "over_2"),
    cloudId: fc.constantFrom("a", "b"),
    capacity: quantity,
    ordinal: fc.constant(null),
  }),
  { maxLength: 2 },
);

const input: fc.Arbitrary<EngineInput> = fc.record({
  snapshot: fc.tuple(ticks, fc.boolean()).map(([list, closed]) => snapshotOf(list, { closed })),
  parameters,
  capacities,
  events: fc.constant([]),
  covers: fc.array(quantity, { maxLength: 2 }),
  remitted: fc.constant([]),
});

/** Cuts an entry in two of the same machine and cloud, the first part `share` thousandths of it. */
function cut(whole: UsageTick, share: number, to: Date): UsageTick[] {
  const part = new Exact(whole.value).times(share).div(1000);
  const rest = new Exact(whole.value).minus(part);
  return [
    { ...whole, value: writeExact(part), tick: to },
    { ...whole, value: writeExact(rest) },
  ];
}

function adds({ use, covered, overflow, excess, byCloud, ordinary, carried }: Split): boolean {
  const parts = sumExact([covered, overflow, excess].map(readExact));
  const clouds = sumExact(byCloud.map((cloud) => readExact(cloud.use)));
  return parts.equals(use) && clouds.equals(use) && readExact(ordinary).plus(carried).equals(use);
}

describe("the engine always", () => {
  test("covered + overflow + excess = all use", () => {
    fc.assert(
      fc.property(input, ({ snapshot, parameters: agreement, capacities: room }) => {
        const stands = lookAt(snapshot, agreement, room).stands;
        expect(adds(stands.aggregate) && adds(stands.now)).toBe(true);
        expect(stands.aggregate.use).toBe(stands.total);
      }),
    );
  });

  test("the order of records is irrelevant", () => {
    const shuffled = input.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...given.snapshot.ticks], { minLength: given.snapshot.ticks.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([given, other]) => {
        const one = judge(given);
        const two = judge({ ...given, snapshot: { ...given.snapshot, ticks: other } });
        expect(two).toEqual(one);
      }),
    );
  });

  test("splitting a period's records into more records changes nothing (counters: over ticks; gauges: within one)", () => {
    const shares = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 3 })), {
      minLength: 14,
    });
    fc.assert(
      fc.property(input, shares, (given, cuts) => {
        const counter = given.parameters.aggregation === "sum";
        const pieces = given.snapshot.ticks.flatMap((whole, index) => {
          const [share = 0, tick = 0] = cuts[index] ?? [];
          return cut(whole, share, counter ? tickAt(tick) : whole.tick);
        });
        const whole = judge(given);
        const split = judge({ ...given, snapshot: { ...given.snapshot, ticks: pieces } });
        const { total, over, thresholdMet, increment, aggregate } = whole.standing;
        expect(split.standing).toMatchObject({ total, over, thresholdMet, increment });
        expect(split.standing.aggregate.byCloud).toEqual(aggregate.byCloud);
        expect(split.charge).toEqual(whole.charge);
        expect(split.decision.raise).toBe(whole.decision.raise);
        if (split.decision.raise && whole.decision.raise) expect(split.decision.excess).toBe(whole.decision.excess);
      }),
    );
  });

  test("more use never removes an event", () => {
    fc.assert(
      fc.property(ticks, judgedAtOnce, capacities, ticks, quantity, (list, agreement, room, more, grown) => {
        const raises = (all: UsageTick[], events: ExistingEvent[]) =>
          lookAt(snapshotOf(all), agreement, room).decide(events).raise;
        if (raises(list, [])) expect(raises([...list, ...more], [])).toBe(true);
        // A further ordinal looks at the use now, so the growth is in a tick that is there already.
        const event: ExistingEvent = {
          ordinal: 1,
          state: "active",
          excessAtRaise: "1",
          plannedCapacity: null,
          carried: "0",
        };
        const growth = list.slice(0, 1).map((entry) => ({ ...entry, value: grown }));
        if (raises(list, [event])) expect(raises([...list, ...growth], [event])).toBe(true);
      }),
    );
  });

  test("replay changes nothing: what was decided is not decided again", () => {
    fc.assert(
      fc.property(input, (given) => {
        const first = judge(given);
        expect(judge(given)).toEqual(first);
        const remitted = first.charge
          ? [{ quantity: first.charge.quantity, amount: first.charge.priced.amount, state: "posted" as const }]
          : [];
        const { decision } = first;
        const events: ExistingEvent[] = decision.raise
          ? [
              {
                ordinal: decision.ordinal,
                state: "requested",
                excessAtRaise: decision.excess,
                plannedCapacity: null,
                carried: "0",
              },
            ]
          : [];
        const again = judge({ ...given, remitted, events });
        expect(again.charge).toBeNull();
        expect(again.decision.raise).toBe(false);
      }),
    );
  });

  test("pacing changes no amount: however a total is cut into charges, their sum is its price, rounded once", () => {
    const rates = fc.constantFrom("0.004", "0.005", "0.0149", "1.80", "0.333333333");
    const parts = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 40 });
    const failing = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(rates, parts, fc.constantFrom("1", "0.25", "10"), failing, (rate, rises, step, fails) => {
        const [remitted, terms] = [[] as RemittedCharge[], { covers: [], step, factor: "1" }];
        let cents = 0;
        for (const rise of [...rises, 0]) {
          cents += rise;
          const due = chargeToMake({ ...terms, increment: `${cents / 100}`, remitted });
          if (due.quantity === "0") continue;
          const { amount } = priceOfCharge(due, remitted, { rate, currency: "EUR" });
          expect(amount.minor).toBeGreaterThanOrEqual(0n);
          // The last look comes after all failures: what failed is charged again with it.
          const failed = rise > 0 && fails.next().value;
          remitted.push({ quantity: due.quantity, amount, state: failed ? "failed" : "posted" });
        }
        const stepCents = Number(step) * 100;
        const billed = (Math.ceil(cents / stepCents) * stepCents) / 100;
        const once = BigInt(new Exact(rate).times(billed).times(100).toFixed(0));
        const posted = remitted.filter(({ state }) => state === "posted");
        expect(posted.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(once);
      }),
    );
  });

  test("at the limit is not over it", () => {
    fc.assert(
      fc.property(input, (given) => {
        const ordinary = { ...given.snapshot, ticks: given.snapshot.ticks.filter(({ overflow }) => !overflow) };
        const { total } = lookAt(ordinary, given.parameters).stands;
        const {
          standing: stands,
          decision,
          charge,
        } = judge({
          ...given,
          snapshot: { ...ordinary, closed: true },
          parameters: { ...given.parameters, stack: [allowing(total, { scope: given.parameters.scope })] },
        });
        expect(stands).toMatchObject({ over: false, increment: "0" });
        expect(decision.raise).toBe(false);
        expect(charge).toBeNull();
      }),
    );
  });

  test("a missing limit bills nothing and says so", () => {
    fc.assert(
      fc.property(input, (given) => {
        const output = judge({ ...given, parameters: { ...given.parameters, stack: [allowing(null)] } });
        expect(output).toMatchObject({
          charge: null,
          settled: false,
          decision: { raise: false, reason: "limit_missing" },
        });
        expect(output.standing.sentence).toContain("No limit is known");
      }),
    );
  });
});
