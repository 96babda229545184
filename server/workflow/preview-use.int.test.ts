import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billingEvents, charges, meters, plans, services, standings, subscriptions, usageRecords } from "@/db/schema";
import { type Context, inProvider } from "../context";
import { newId } from "../ids";
import { Exact } from "../quantity";
import type { UsageInput } from "../usage/input";
import { recordUsage } from "../usage/record/record-usage";
import { job, now, pricedPlan, usageWorld, use } from "../usage/testing";
import { evaluateDirtyStandings } from "./evaluate";
import { type AssumedUse, previewFactor, previewUse } from "./preview-use";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider(async (tx) => {
    const other = { id: "svc_2", slug: "second" };
    const [service] = await tx.select().from(services);
    if (service) await tx.insert(services).values({ ...service, ...other });
    const [plan] = await tx.select().from(plans);
    if (!plan) throw new Error("The world has no plan.");
    await tx.insert(plans).values({ ...plan, id: "plan_2", slug: "second", serviceId: "svc_2" });
    await pricedPlan(tx, { planId: "plan_2", prices: [{ currency: "EUR", components: [] }] });
    const [first] = await tx.select().from(subscriptions);
    const offset = { id: "subs_2", planId: "plan_2", serviceId: "svc_2", mode: "offset" as const };
    if (first) await tx.insert(subscriptions).values({ ...first, ...offset });
  });
});
afterAll(() => t.drop());

const customerId = "cust_acme";
const staff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);
const judged = async () => {
  while ((await evaluateDirtyStandings(job())).judged > 0);
};
const quarter = 15 * 60_000;
/** 06:00 of the day of the tests' clock. */
const begin = new Date("2026-11-20T06:00:00Z").getTime();

/** A meter of its own, so that runs share nothing. */
async function ownMeter(aggregation: "sum" | "max" | "last" | "average"): Promise<string> {
  const slug = `m${newId("request", now)}`;
  await t.db.withProvider(async (tx) => {
    const [units] = await tx.select().from(meters).where(eq(meters.slug, "units"));
    const kind = aggregation === "sum" ? ("counter" as const) : ("gauge" as const);
    if (units) await tx.insert(meters).values({ ...units, slug, kind, aggregation });
  });
  return slug;
}

const cents = (most: number) => fc.nat({ max: most }).map((value) => String(value / 100));
const place = fc.constantFrom(
  { machine: "mach_a" },
  { machine: "mach_b" },
  { machine: "mach_desk" },
  { machine: "mach_a", cloud: "cloud-b" },
  { machine: "mach_over" },
  { cloud: "cloud-a" },
  { cloud: "on-premises" },
);
const uses = fc.array(
  fc.record({
    place,
    tick: fc.nat({ max: 18 }),
    second: fc.constantFrom(30, 60, 120),
    spans: fc.constantFrom(0, 0, 1, 5),
    quantity: cents(400),
  }),
  { maxLength: 12 },
);
const scenario = fc.record({
  there: uses,
  assumed: uses.filter(({ length }) => length > 0),
  kind: fc.constantFrom("program", "driver"),
  aggregation: fc.constantFrom("sum", "max", "last", "average"),
  mode: fc.constantFrom("limit", "limit", "offset"),
  period: fc.constantFrom("hour", "day"),
  limit: cents(1200),
  threshold: fc.constantFrom("100", "90", "33.3"),
  scope: fc.constantFrom(null, null, "cld_a", "cld_b"),
  second: fc.constantFrom(null, null, { scopeCloudId: null, from: "09:00" }, { scopeCloudId: "cld_a", from: "00:00" }),
  policy: fc.constantFrom("off", "restrict", "ask"),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

const entered = (meter: string, of: Scenario["there"]): AssumedUse[] =>
  of.map((one) => ({
    ...{ meter, quantity: one.quantity, ...one.place },
    time: new Date(begin + one.tick * quarter + one.second * 1_000),
    ...(one.spans > 0 && { start: new Date(begin + (one.tick - one.spans) * quarter) }),
  }));
const sent = (of: AssumedUse[]): UsageInput[] =>
  of.map(({ meter, quantity, machine, cloud, start, time = now }) =>
    use({
      ...{ meter, quantity, source: "cloud:a", start: start ?? null, at: time },
      ...{ subject: machine ?? null, cloud: cloud ?? null },
    }),
  );

async function limitsOf(meter: string, { mode, limit, threshold, scope, second, period, policy }: Scenario) {
  const common = {
    ...{ meter, period, placement: "placed" as const, overflowPolicy: policy, thresholdPercent: threshold },
    ...{ subscriptionId: mode === "offset" ? "subs_2" : "subs_1", overRate: "0.333", underCredit: "0.02" },
    referenceShares: (mode === "offset" ? { cld_a: "2", cld_b: "1.5" } : {}) as Record<string, string>,
  };
  await t.limit({
    ...common,
    id: `a${meter}`,
    limit,
    scopeCloudId: scope,
    validFrom: new Date("2026-11-01T00:00:00Z"),
  });
  // With offset billing one limit alone counts a use.
  if (second && mode === "limit")
    await t.limit({
      ...{ ...common, id: `b${meter}`, limit: "2", scopeCloudId: second.scopeCloudId },
      validFrom: new Date(`2026-11-20T${second.from}:00Z`),
    });
}

const chargesOf = (meter: string) =>
  staff(({ tx }) =>
    tx
      .select()
      .from(charges)
      .where(and(eq(charges.customerId, customerId), eq(charges.meter, meter))),
  );

const nameOf = (limitId: string, windowStart: Date) => `${limitId} ${windowStart.toISOString()}`;
const figuresByWindow = async (meter: string) =>
  new Map(
    (await staff(({ tx }) => tx.select().from(standings).where(eq(standings.meter, meter)))).map(
      ({ parameterId, windowStart, figures }) => [nameOf(parameterId, windowStart), figures],
    ),
  );

test("what is previewed is what comes of the use once it is sent, figure for figure", async () => {
  let [raised, charged, thresholds] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { there, assumed, aggregation, kind } = given;
      const meter = await ownMeter(aggregation);
      await limitsOf(meter, given);
      const send = (of: AssumedUse[]) =>
        recordUsage(job(), {
          ...{ customerId, sourceKind: kind === "driver" ? "driver" : "file" },
          records: sent(of),
        });
      if (there.length > 0) await send(entered(meter, there));
      await judged();
      const before = await chargesOf(meter);
      const figuresBefore = await figuresByWindow(meter);
      const preview = await staff((ctx) =>
        previewUse(ctx, { customerId, uses: entered(meter, assumed), source: "cloud:a" }),
      );
      await send(entered(meter, assumed));
      await judged();
      const after = await chargesOf(meter);
      const listed = preview.standings.map(({ limitId, windowStart }) => nameOf(limitId, windowStart));
      for (const [window, figures] of await figuresByWindow(meter))
        if (!listed.includes(window)) expect(figures).toEqual(figuresBefore.get(window));
      // Use in one cloud alone touches no window of a limit of another.
      if (given.scope === null) expect(preview.standings.length).toBeGreaterThan(0);
      for (const shown of preview.standings) {
        const { limitId, windowStart } = shown;
        const [standing] = await staff(({ tx }) =>
          tx
            .select()
            .from(standings)
            .where(and(eq(standings.parameterId, limitId), eq(standings.windowStart, windowStart))),
        );
        expect(standing?.figures).toEqual(shown.after.figures);
        expect(standing?.over).toBe(shown.after.over);
        if (shown.after.thresholdMet) expect(standing?.thresholdMetAt).not.toBeNull();
        const events = await staff(({ tx }) =>
          tx
            .select({ ordinal: billingEvents.ordinal })
            .from(billingEvents)
            .where(and(eq(billingEvents.parameterId, limitId), eq(billingEvents.windowStart, windowStart)))
            .orderBy(billingEvents.ordinal),
        );
        expect(shown.after.ordinals).toEqual(events.map(({ ordinal }) => ordinal));
        const sumOf = (rows: typeof before) =>
          rows
            .filter((row) => row.parameterId === limitId && row.windowStart.getTime() === windowStart.getTime())
            .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
        if (given.mode === "limit") expect(shown.after.charge?.minor ?? 0n).toBe(sumOf(after) - sumOf(before));
        raised += shown.after.ordinals.length - shown.before.ordinals.length;
        charged += shown.after.charge ? 1 : 0;
        thresholds += shown.action === "threshold" ? 1 : 0;
      }
    }),
    { numRuns: 80 },
  );
  // The runs reached what they compare.
  for (const reached of [raised, charged, thresholds]) expect(reached).toBeGreaterThan(0);
});

test("so many times as much is what a meter with so many times as much says", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.constantFrom("0", "0.5", "1", "1.3", "2.75"), async (given, factor) => {
      const [meter, other] = [await ownMeter(given.aggregation), await ownMeter(given.aggregation)];
      for (const one of [meter, other]) await limitsOf(one, { ...given, period: "day" });
      // Pieces of a counter are rounded when they are split over ticks, so none spans any.
      const there = entered(
        meter,
        given.there.map((one) => ({ ...one, spans: 0 })),
      );
      const grown = there.map((one) => ({
        ...one,
        meter: other,
        quantity: one.machine === "mach_over" ? one.quantity : new Exact(one.quantity ?? "1").times(factor).toFixed(),
      }));
      for (const records of [sent(there), sent(grown)])
        if (records.length > 0) await recordUsage(job(), { customerId, sourceKind: "file", records });
      const of = (slug: string, times: string) =>
        staff((ctx) => previewFactor(ctx, { customerId, factor: times, meter: slug }));
      const [shown, expected] = [await of(meter, factor), await of(other, "1")];
      const renamed = JSON.stringify(shown.standings.map(({ after: { charge: _, ...after } }) => after));
      expect(JSON.parse(renamed.replaceAll(meter, other))).toEqual(
        expected.standings.map(({ before: { charge: _, ...before } }) => before),
      );
      const charged = ({ after, before }: (typeof shown.standings)[number]) => [after.charge, before.charge];
      expect(shown.standings.map((one) => charged(one)[0])).toEqual(expected.standings.map((one) => charged(one)[1]));
      expect(expected.standings.map(({ after }) => after)).toEqual(expected.standings.map(({ before }) => before));
    }),
    { numRuns: 40 },
  );
});

describe("assumed use", () => {
  /** What every table holds, in one hash each. */
  const contents = () =>
    staff(async ({ tx }) => {
      const tables = await tx.execute<{ name: string }>(
        sql`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname = 'public' and has_table_privilege(c.oid, 'select') order by 1`,
      );
      const hashes: Record<string, string | null> = {};
      for (const { name } of tables) {
        const [row] = await tx.execute<{ hash: string | null }>(
          sql`select md5(string_agg(t::text, e'\n' order by t::text)) as hash from ${sql.raw(name)} t`,
        );
        hashes[name] = row?.hash ?? null;
      }
      return hashes;
    });

  test("is stored nowhere: every table is as it was", async () => {
    await t.limit({ meter: "requests", limit: "10", period: "day" });
    const of = { meter: "requests", at: new Date("2026-11-20T10:10:00Z") };
    await recordUsage(job(), { customerId, sourceKind: "program", records: [use({ ...of, quantity: "9" })] });
    await judged();
    const before = await contents();
    expect(Object.keys(before).length).toBeGreaterThan(40);
    const looked = await staff((ctx) =>
      previewUse(ctx, { customerId, uses: [{ meter: "requests", machine: "SER-B", quantity: "4" }] }),
    );
    expect(looked).toMatchObject({
      uses: [{ fate: "counted", reason: null }],
      standings: [
        {
          before: { figures: { aggregate: "9" }, limit: "10", threshold: "10", thresholdMet: false, ordinals: [] },
          after: { figures: { aggregate: "13", increment: "3" }, thresholdMet: true, over: true, ordinals: [1] },
          action: "ask",
          difference: { use: "4", excess: "3" },
        },
      ],
    });
    expect(looked.standings[0]?.after.charge).toEqual({ minor: 30n, currency: "EUR" });
    await staff((ctx) => previewFactor(ctx, { customerId, factor: "1.5" }));
    expect(await contents()).toEqual(before);
    expect(await staff(({ tx }) => tx.select().from(usageRecords).where(eq(usageRecords.source, "assumed")))).toEqual(
      [],
    );
  });

  test("makes nobody the source whose figures count, and is converted and set aside as a sender's is", async () => {
    await staff(({ tx }) => tx.update(meters).set({ plausibleRecord: "100" }).where(eq(meters.slug, "bandwidth")));
    const { uses: fates, standings: none } = await staff((ctx) =>
      previewUse(ctx, {
        customerId,
        uses: [
          { meter: "bandwidth", machine: "mach_a", quantity: "1024", unit: "MiB" },
          { meter: "bandwidth", cloud: "cloud-a", quantity: "101" },
        ],
      }),
    );
    expect(fates.map(({ fate }) => fate)).toEqual(["counted", "set_aside"]);
    expect(none).toEqual([]);
  });

  test.each([
    ["an unknown meter", { meter: "nothing", machine: "mach_a" }, "Use 1: There is no meter nothing."],
    ["another customer's machine", { meter: "units", machine: "mach_foreign" }, "Use 1: No machine of this customer"],
    ["an unknown cloud", { meter: "units", cloud: "nowhere" }, "Use 1: There is no host cloud nowhere."],
    ["no place", { meter: "units" }, "Use 1: It names neither a machine nor a host cloud."],
    ["a future", { meter: "units", machine: "mach_a", time: new Date("2026-11-21T00:00:00Z") }, "in the future"],
    ["another unit's kind", { meter: "storage", machine: "mach_a", unit: "h" }, "Use 1: data.unit"],
  ])("of %s is refused with a sentence", async (_, of, sentence) => {
    const uses = [{ quantity: "1", ...of }];
    await expect(staff((ctx) => previewUse(ctx, { customerId, uses }))).rejects.toThrow(sentence);
  });
});
