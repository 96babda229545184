import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billingEvents, standings } from "@/db/schema";
import { addMeter } from "../catalogue/add-meter";
import { newMeterInput } from "../catalogue/input";
import { type Context, inProvider } from "../context";
import { amendUsage, voidUsage } from "../usage/corrections/correct-usage";
import { countUnknownMeters } from "../usage/corrections/count-unknown-meters";
import type { UsageInput } from "../usage/input";
import { answerUsage } from "../usage/questions/answer-usage";
import { chartSeries } from "../usage/questions/chart-series";
import type { SeriesInput } from "../usage/questions/input";
import { listUsageRecords } from "../usage/questions/list-usage-records";
import { distinctUse } from "../usage/questions/present-use";
import { recordUsage } from "../usage/record/record-usage";
import { rebuildUsage } from "../usage/rollups/rebuild-usage";
import { settleUsage } from "../usage/rollups/settle-usage";
import { job, now, usageWorld, use } from "../usage/testing";
import { tickOf } from "../usage/ticks";
import { changeMeter } from "./change-meter";
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
type Kind = "counter" | "gauge" | "unique";
const aggregations = { counter: "sum", gauge: "max", unique: "unique" } as const;
const add = (slug: string, kind: Kind, dimensions: unknown) =>
  staff((ctx) =>
    addMeter(
      ctx,
      newMeterInput.parse({ slug, name: slug, unit: "calls", kind, aggregation: aggregations[kind], dimensions }),
    ),
  );
const midnight = new Date("2026-11-20T00:00:00Z");
const time = { from: midnight, to: new Date("2026-11-21T00:00:00Z") };
const atMinute = (minutes: number) => new Date(midnight.getTime() + minutes * 60_000);
const evaluated = async () => {
  while ((await evaluateDirtyStandings(job())).judged > 0);
};
const settled = async () => {
  while ((await settleUsage(job())).hours > 0);
};
const figuresOf = async (meter: string) =>
  (
    await staff(({ tx }) =>
      tx
        .select()
        .from(standings)
        .where(and(eq(standings.customerId, customerId), eq(standings.meter, meter)))
        .orderBy(standings.windowStart),
    )
  ).map(({ figures }) => figures);
const byRegion = async (meter: string, more: Record<string, string> = {}) => {
  const query = { meter, from: time.from.toISOString(), to: time.to.toISOString(), grain: "day", ...more };
  const url = new URL(`https://portal.example/?${new URLSearchParams({ groupBy: "dimension:region", ...query })}`);
  const actor = { kind: "key" as const, id: "k", label: "k", scopes: ["usage:read" as const], customerId };
  return (await answerUsage(url, { now, actor, key: { customerId } } as never)) as {
    groups: string[];
    points: { total: string; values: Record<string, string>; others?: string }[];
    whole?: { values: Record<string, string> };
  };
};

const machines = ["mach_a", "mach_b"] as const;
const regions = ["eu", "us", undefined] as const;
const drawn = fc.array(
  fc.record({
    subject: fc.constantFrom(...machines),
    region: fc.constantFrom(...regions),
    team: fc.constantFrom("x", "y"),
    minute: fc.integer({ min: 1, max: 600 }),
    quantity: fc.nat(400).map((n) => n / 4),
    fate: fc.constantFrom("stays", "stays", "voided", "amended"),
  }),
  { minLength: 1, maxLength: 25 },
);
type Drawn = {
  subject: string;
  region: string | undefined;
  team: string;
  minute: number;
  quantity: number;
  fate: string;
};

/** What the rules say of these uses; quarters are exact in binary. */
function byTick(uses: readonly Drawn[], kind: "counter" | "gauge"): Map<number, Map<string, number>> {
  const ticks = new Map<number, Map<string, { region: string; newest: number; value: number }>>();
  for (const { subject, region = "", minute, quantity } of uses) {
    // A counter's end belongs to the tick before it.
    const tick = tickOf(new Date(atMinute(minute).getTime() - (kind === "counter" ? 1 : 0))).getTime();
    const series = ticks.get(tick) ?? new Map();
    ticks.set(tick, series);
    const before = series.get(`${subject} ${region}`);
    if (kind === "counter")
      series.set(`${subject} ${region}`, { region, newest: 0, value: (before?.value ?? 0) + quantity });
    else if (!before || minute > before.newest || (minute === before.newest && quantity > before.value))
      series.set(`${subject} ${region}`, { region, newest: minute, value: quantity });
  }
  return new Map(
    [...ticks].map(([tick, series]) => {
      const groups = new Map<string, number>();
      for (const { region, value } of series.values()) groups.set(region, (groups.get(region) ?? 0) + value);
      return [tick, groups];
    }),
  );
}
const sum = (groups: Map<string, number>) => [...groups.values()].reduce((all, value) => all + value, 0);
const texts = (groups: Map<string, number>) => Object.fromEntries([...groups].map(([name, n]) => [name, String(n)]));

/** The day's groups: of a gauge those of the tick with the largest sum, the first of equal ones. */
function expectedDay(ticks: Map<number, Map<string, number>>, kind: "counter" | "gauge"): Map<string, number> {
  const inOrder = [...ticks].sort(([a], [b]) => a - b).map(([, groups]) => groups);
  if (kind === "gauge") return inOrder.reduce((most, groups) => (sum(groups) > sum(most) ? groups : most));
  const all = new Map<string, number>();
  for (const groups of inOrder) for (const [name, value] of groups) all.set(name, (all.get(name) ?? 0) + value);
  return all;
}

describe("a meter that declares dimensions", () => {
  test("of any use, voided and amended, charts, the API, standings and a rebuild say what the rules do", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(drawn, fc.constantFrom("counter" as const, "gauge" as const), async (uses, kind) => {
        const meter = `${kind}-${run++}`;
        await add(meter, kind, "region, tier");
        await t.limit({ meter, limit: "1000000", period: "day" });
        const records = uses.map(({ subject, region, team, minute, quantity }, n) =>
          use({
            ...{ id: `${meter}-${n}`, meter, subject, at: atMinute(minute), quantity: String(quantity) },
            dimensions: { ...(region && { region }), team },
          }),
        );
        for (const part of [records.slice(0, 9), records.slice(9)]) await send(part);
        const stored = (await staff((ctx) => listUsageRecords(ctx, { customerId, filter: { meter, limit: 100 } })))
          .rows;
        const named = (fate: string) =>
          stored.filter(({ eventId }) => uses[Number(eventId.slice(meter.length + 1))]?.fate === fate);
        const [voided, amended] = [named("voided"), named("amended")];
        if (voided.length > 0)
          await staff((ctx) =>
            voidUsage(ctx, {
              customerId,
              which: { records: voided.map(({ digest, endedAt }) => ({ digest, endedAt })) },
              reason: "wrong",
            }),
          );
        if (amended.length > 0)
          await staff((ctx) =>
            amendUsage(ctx, {
              customerId,
              records: amended.map(({ digest, endedAt }) => ({ digest, endedAt, quantity: "107" })),
              reason: "misread",
            }),
          );
        const left = uses
          .filter(({ fate }) => fate !== "voided")
          .map((one) => (one.fate === "amended" ? { ...one, quantity: 107 } : one));
        await evaluated();
        const check = async () => {
          const { points } = await byRegion(meter);
          if (left.length === 0) return expect(points).toEqual([]);
          const groups = expectedDay(byTick(left, kind), kind);
          expect(points).toMatchObject([{ total: String(sum(groups)), values: texts(groups) }]);
          expect(points[0]?.values).toEqual(texts(groups));
          const input: SeriesInput = {
            meter,
            ...time,
            grain: "day",
            groupBy: "machine",
            previous: false,
            machines: false,
          };
          const chart = await staff((ctx) => chartSeries(ctx, customerId, input));
          expect(chart.points.map(({ total }) => total)).toEqual([String(sum(groups))]);
          expect((await figuresOf(meter)).at(0)?.aggregate).toBe(String(sum(groups)));
        };
        await check();
        await settled();
        await check();
      }),
      { numRuns: 12 },
    );
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
    expect((await checkStandings(job(), null)).differences).toEqual([]);
  });

  test("a limit is exceeded by series together, and names the machine once", async () => {
    await add("seats", "gauge", ["region"]);
    await t.limit({ meter: "seats", limit: "8", overflowPolicy: "off", period: "hour" });
    const seats = (quantity: string, region: string, minute: number, subject = "mach_a") =>
      use({ meter: "seats", quantity, subject, at: atMinute(minute), dimensions: { region } });
    await send([seats("4", "eu", 620), seats("4", "us", 621), seats("3", "eu", 622)]);
    await evaluated();
    expect((await figuresOf("seats")).at(-1)).toMatchObject({ use: "7", excess: "0" });
    await send([seats("3", "us", 635, "mach_b"), seats("4", "ch", 636), seats("4", "eu", 637), seats("1", "us", 638)]);
    await evaluated();
    expect((await figuresOf("seats")).at(-1)).toMatchObject({ use: "12", excess: "4" });
    const events = await staff(({ tx }) => tx.select().from(billingEvents).where(eq(billingEvents.meter, "seats")));
    expect(events).toMatchObject([{ aggregate: "12", excess: "4", cloudId: "cld_b", firstMachineId: "mach_b" }]);
  });

  test("a unique count names where a value was first seen; records before the meter have their dimensions", async () => {
    const seen = (value: string, minute: number, region?: string) =>
      use({ meter: "visitors", value, at: atMinute(minute), ...(region && { dimensions: { region } }) });
    await send([seen("ann", 30, "eu"), seen("ann", 5, "us"), seen("bob", 20)]);
    await add("visitors", "unique", ["region"]);
    await countUnknownMeters(job());
    await send([seen("carl", 40, "eu"), seen("bob", 400, "eu")]);
    const asked = { meter: "visitors", customerId, ...time, groupBy: "dimension:region" as const };
    expect((await staff((ctx) => distinctUse(ctx, asked))).values).toEqual({ us: "1", "": "1", eu: "1" });
    expect((await byRegion("visitors")).whole?.values).toEqual({ us: "1", "": "1", eu: "1" });
    await settled();
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  });

  test("an answer names the largest values and has the others together; one value is a filter", async () => {
    await add("wide", "counter", ["region"]);
    await send(
      Array.from({ length: 130 }, (_, n) =>
        use({ meter: "wide", quantity: String(n + 1), at: atMinute(10), dimensions: { region: `r${n + 1}` } }),
      ),
    );
    const { groups, points } = await byRegion("wide");
    expect(groups).toHaveLength(100);
    expect(points).toMatchObject([{ total: "8515", others: "465" }]);
    expect(Object.keys(points[0]?.values ?? {})).toEqual(expect.arrayContaining(["r130", "r31"]));
    expect((await byRegion("wide", { dimension: "region=r7", groupBy: "cloud" })).points).toMatchObject([
      { total: "7", values: { "cloud-a": "7" } },
    ]);
    const input: SeriesInput = {
      ...{ meter: "wide", ...time, grain: "day", groupBy: "dimension:region" },
      ...{ previous: true, machines: true },
    };
    const chart = await staff((ctx) => chartSeries(ctx, customerId, input));
    expect(chart.groups).toHaveLength(13);
    expect(Object.values(chart.labels).map(({ label }) => label)).toContain("All others");
    expect(chart.machines).toMatchObject({ all: 1 });
    await expect(byRegion("wide", { groupBy: "dimension:tier" })).rejects.toThrow(
      "The meter wide does not declare the dimension tier. It declares region.",
    );
    await expect(byRegion("units")).rejects.toThrow("It declares none.");
  });

  test("they are fixed once use is stored, and bounded", async () => {
    await add("fixed", "counter", "region");
    const change = (dimensions: string[]) => staff((ctx) => changeMeter(ctx, { slug: "fixed", dimensions }));
    await change(["region", "tier"]);
    await send([use({ meter: "fixed", at: atMinute(10) })]);
    await change(["region", "tier"]);
    await expect(change([])).rejects.toThrow("unit, kind, filter and dimensions cannot change any more");
    for (const wrong of ["a,b,c,d,e,f", ["a", "a"], ["a=b"], ["x".repeat(61)]])
      await expect(add("wrong", "counter", wrong)).rejects.toThrow("Write the names of dimensions");
  });
});
