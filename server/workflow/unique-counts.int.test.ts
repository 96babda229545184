import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billingEvents, charges, standings, usageRecords } from "@/db/schema";
import { addMeter } from "../catalogue/add-meter";
import { newMeterInput } from "../catalogue/input";
import { type Context, inProvider } from "../context";
import { backfillUsage } from "../usage/corrections/back-fill";
import { amendUsage, voidUsage } from "../usage/corrections/correct-usage";
import { countUnknownMeters } from "../usage/corrections/count-unknown-meters";
import type { UsageInput } from "../usage/input";
import { distinctUse } from "../usage/questions/present-use";
import { usageByCloudNow, usageSeries } from "../usage/questions/series";
import { recordUsage } from "../usage/record/record-usage";
import { rebuildUsage } from "../usage/rollups/rebuild-usage";
import { settleUsage } from "../usage/rollups/settle-usage";
import { job, usageWorld, use } from "../usage/testing";
import { tickOf } from "../usage/ticks";
import { checkStandings } from "./check-standings";
import { evaluateDirtyStandings } from "./evaluate";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const customerId = "cust_acme";
const staff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);
const send = (records: UsageInput[]) => recordUsage(job(), { sourceKind: "program", customerId, records });
const uniqueMeter = (slug: string) =>
  staff((ctx) =>
    addMeter(ctx, newMeterInput.parse({ slug, name: slug, unit: "users", kind: "unique", aggregation: "unique" })),
  );
const minute = 60_000;
const midnight = new Date("2026-11-20T00:00:00Z").getTime();
const atMinute = (minutes: number) => new Date(midnight + minutes * minute);
const seen = (meter: string, value: string, minutes: number, more: Partial<UsageInput> = {}) =>
  use({ meter, value, at: atMinute(minutes), ...more });

const standingsOf = async (meter: string) =>
  staff(({ tx }) =>
    tx
      .select()
      .from(standings)
      .where(and(eq(standings.customerId, customerId), eq(standings.meter, meter)))
      .orderBy(standings.windowStart, standings.parameterId),
  );
const evaluated = async () => {
  while ((await evaluateDirtyStandings(job())).judged > 0);
};

describe("a limit on a unique count", () => {
  test("counts a value once in a window over all clouds, raises for the one too many, and bills it", async () => {
    await t.limit({ meter: "users", limit: "2", overRate: "3", overflowPolicy: "off", period: "day" });
    await send([
      seen("users", "ann", 5),
      seen("users", "ann", 6, { subject: "mach_b" }),
      seen("users", "bob", 20, { subject: "mach_b" }),
      seen("users", "bob", 300),
    ]);
    await evaluated();
    const figures = async () =>
      (await standingsOf("users")).map(({ figures: one, over }) => [one?.use, one?.excess, over]);
    expect(await figures()).toEqual([["2", "0", false]]);
    const events = () => staff(({ tx }) => tx.select().from(billingEvents).where(eq(billingEvents.meter, "users")));
    expect(await events()).toEqual([]);
    await send([seen("users", "carl", 400, { subject: "mach_b" }), seen("users", "ann", 401)]);
    await evaluated();
    expect(await figures()).toEqual([["3", "1", true]]);
    expect(await events()).toMatchObject([
      { ordinal: 1, aggregate: "3", excess: "1", cloudId: "cld_b", firstMachineId: "mach_b" },
    ]);
    // Seen earlier, in another cloud: where it was first seen changes, what it costs does not.
    await send([seen("users", "carl", 2)]);
    await evaluated();
    expect(await figures()).toEqual([["3", "1", true]]);
    const charged = await staff(({ tx }) => tx.select().from(charges).where(eq(charges.meter, "users")));
    expect(charged).toMatchObject([{ quantity: "1", amountMinor: 300n }]);
    // Another day is another window.
    await send([seen("users", "ann", -70), seen("users", "dora", -69)]);
    await evaluated();
    expect(await figures()).toEqual([
      ["2", "0", false],
      ["3", "1", true],
    ]);
    expect(await checkStandings(job(), customerId)).toMatchObject({ differences: [] });
    const day = { customerId, meter: "users", from: atMinute(-1440), to: atMinute(1440) };
    expect((await staff((ctx) => usageByCloudNow(ctx, day))).clouds).toEqual([
      { cloudId: "cld_a", quantity: "3", overflow: "0" },
      { cloudId: "cld_b", quantity: "1", overflow: "0" },
    ]);
    const series = await staff((ctx) => usageSeries(ctx, { ...day, grain: "day", groupBy: "machine" }));
    expect(series.points.map(({ values }) => values)).toEqual([{ mach_a: "2" }, { mach_a: "2", mach_b: "1" }]);
  });

  test("refuses what says no value, how often, or since when, and keeps the value of no other meter", async () => {
    await uniqueMeter("logins");
    const answer = await send([
      seen("logins", "ann", 5, { id: "no-value", value: null }),
      seen("logins", "ann", 5, { id: "twice", quantity: "2" }),
      seen("logins", "ann", 5, { id: "since", start: atMinute(1) }),
      seen("logins", "ann", 5, { id: "right", quantity: "1.0" }),
      seen("units", "ann", 5, { id: "other meter", value: "ann", quantity: "7" }),
    ]);
    expect(answer.faults.map(({ id, detail }) => [id, detail])).toEqual([
      ["no-value", "The meter logins counts distinct values: give data.value as a text, such as a user's name or id."],
      ["twice", "The meter logins counts each value of data.value once: leave data.quantity out, or give 1."],
      ["since", "The meter logins counts values as they are seen: leave data.start out, and give time."],
    ]);
    const again = await send([
      seen("logins", "ann", 90, { id: "right" }),
      seen("logins", "bob", 5, { id: "right" }),
      seen("units", "zoe", 5, { id: "other meter", quantity: "7" }),
    ]);
    expect(again).toMatchObject({ duplicates: 2, conflicts: 1, accepted: 0 });
    const stored = await staff(({ tx }) => tx.select().from(usageRecords));
    const of = (id: string) => stored.filter(({ eventId, fate }) => eventId === id && fate === "counted");
    expect(of("right")).toMatchObject([{ value: "ann", quantity: "1" }]);
    expect(of("other meter")).toMatchObject([{ value: null, quantity: "7" }]);
  });

  test("counts what came before its meter was added, apart from what said no value", async () => {
    const early = [seen("visitors", "ann", 5), seen("visitors", "bob", 6), seen("visitors", "ann", 90)];
    await send([...early, use({ id: "plain", meter: "visitors", quantity: "5" })]);
    await uniqueMeter("visitors");
    expect(await countUnknownMeters(job())).toEqual({ records: 3 });
    expect(await countUnknownMeters(job())).toEqual({ records: 0 });
    const day = {
      customerId,
      meter: "visitors",
      from: atMinute(0),
      to: atMinute(1440),
      grain: "day",
      groupBy: "cloud",
    } as const;
    expect((await staff((ctx) => usageSeries(ctx, day))).points).toMatchObject([{ total: "2" }]);
    await settleUsage(job());
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  });

  test("is corrected by values: entered, amended and voided ones", async () => {
    await uniqueMeter("guests");
    await send([seen("guests", "ann", 5), seen("guests", "bob", 6, { id: "wrong" })]);
    const day = { customerId, meter: "guests", from: atMinute(0), to: atMinute(600) };
    const counted = async () => (await staff((ctx) => distinctUse(ctx, { ...day, groupBy: "cloud" }))).total;
    const enter = (value: string | undefined, quantity?: string) =>
      staff((ctx) => {
        const use = { meter: "guests", machine: "mach_a", time: atMinute(5), value, quantity };
        return backfillUsage(ctx, { customerId, uses: [use], reason: "the reader was away" });
      });
    expect(await enter("carl")).toMatchObject({ records: 1, duplicates: 0 });
    expect(await enter("carl")).toMatchObject({ records: 0, duplicates: 1 });
    // Of one place and time another value is another record.
    expect(await enter("dora", "1")).toMatchObject({ records: 1, duplicates: 0 });
    await expect(enter(undefined, "1")).rejects.toThrow("Use 1: The meter guests counts distinct values");
    expect(await counted()).toBe("4");
    const stored = await staff(({ tx }) => tx.select().from(usageRecords).where(eq(usageRecords.eventId, "wrong")));
    const [wrong] = stored.map(({ digest, endedAt }) => ({ digest, endedAt }));
    if (!wrong) throw new Error("there is no record");
    const amend = (right: { value?: string; quantity?: string }) =>
      staff((ctx) => amendUsage(ctx, { customerId, records: [{ ...wrong, ...right }], reason: "misread" }));
    await expect(amend({ quantity: "2" })).rejects.toThrow("is of a unique count: give value, not quantity.");
    await expect(amend({ value: "bob" })).rejects.toThrow("counts bob already");
    await amend({ value: "ann" });
    expect(await counted()).toBe("3");
    const which = { meter: "guests", from: atMinute(0), to: atMinute(600) };
    await staff((ctx) => voidUsage(ctx, { customerId, which, reason: "all wrong" }));
    expect(await counted()).toBe("0");
  });

  test("of any sightings and limits is what counting them one by one says, whatever came when", async () => {
    const clouds = ["cld_a", "cld_b", "on-premises", "cld_b"] as const;
    const subjects = ["mach_a", "mach_b", "mach_desk", "mach_over"] as const;
    const cut = fc.integer({ min: 0, max: 40 }).map((quarters) => quarters * 15);
    type Limit = { from: number; to: number | null; cloud: "cld_a" | "cld_b" | null };
    const limits: fc.Arbitrary<Limit[]> = fc.oneof(
      fc
        .tuple(cut, fc.option(cut, { nil: null }), fc.constantFrom("cld_a", "cld_b", null))
        .map(([from, to, cloud]): Limit[] => [{ from, to: to === null || to <= from ? null : to, cloud }]),
      cut.map((at): Limit[] => [
        { from: -1440, to: at + 15, cloud: null },
        { from: at + 15, to: null, cloud: null },
      ]),
      fc.tuple(cut, cut).map(([a, b]): Limit[] => [
        { from: a, to: null, cloud: "cld_a" },
        { from: b, to: null, cloud: "cld_b" },
      ]),
      // An older limit over all clouds shares the window with one of a cloud that follows it.
      cut.map((at): Limit[] => [
        { from: -1440, to: at + 15, cloud: null },
        { from: at + 15, to: null, cloud: "cld_b" },
      ]),
    );
    const sightings = fc.array(
      fc.record({
        value: fc.constantFrom("a", "b", "c", "d"),
        at: fc.integer({ min: -120, max: 639 }),
        place: fc.nat(3),
      }),
      { minLength: 1, maxLength: 25 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(limits, sightings, fc.infiniteStream(fc.nat(3)), async (stack, drawn, dice) => {
        const meter = `random-${++run}`;
        await uniqueMeter(meter);
        for (const [n, { from, to, cloud }] of stack.entries())
          await t.limit({
            ...{
              id: `spar_${meter}_${n}`,
              meter,
              limit: "1",
              period: "day",
              overflowPolicy: "off",
              scopeCloudId: cloud,
            },
            ...{ validFrom: atMinute(from), validTo: to === null ? null : atMinute(to) },
          });
        for (const { value, at, place } of drawn) {
          await send([seen(meter, value, at, { subject: subjects[place] as string })]);
          if (dice.next().value === 0) await evaluated();
        }
        await evaluated();

        const isSeen = (limit: Limit, tick: number, cloud: string) =>
          tick >= limit.from &&
          (limit.to === null || tick < limit.to) &&
          (limit.cloud === null || limit.cloud === cloud);
        const expected = (own: Limit, windowStart: Date) => {
          const start = (windowStart.getTime() - midnight) / minute;
          const running = stack.filter(({ from, to }) => from < start + 1440 && (to === null || to > start));
          const shared = running.some(({ cloud }) => cloud === null);
          const reach = running.filter((limit) => shared || limit.cloud === own.cloud);
          const first = new Map<string, { tick: number; cloud: string; order: string }>();
          for (const { value, at, place } of drawn) {
            const tick = (tickOf(atMinute(at)).getTime() - midnight) / minute;
            const cloud = clouds[place] as string;
            if (tick < start || tick >= start + 1440 || !reach.some((limit) => isSeen(limit, tick, cloud))) continue;
            const known = first.get(value);
            const order = `${cloud} ${subjects[place]}`;
            if (!known || tick < known.tick || (tick === known.tick && order < known.order))
              first.set(value, { tick, cloud, order });
          }
          return [...first.values()].filter(({ tick, cloud }) => isSeen(own, tick, cloud)).length;
        };
        for (const { parameterId, windowStart, figures } of await standingsOf(meter)) {
          const own = stack[Number(parameterId.split("_").at(-1))] as Limit;
          expect([windowStart, figures?.aggregate]).toEqual([windowStart, String(expected(own, windowStart))]);
        }
      }),
      { numRuns: 20 },
    );
    expect(await checkStandings(job(), customerId)).toMatchObject({ differences: [] });
    await settleUsage(job());
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  });
});
