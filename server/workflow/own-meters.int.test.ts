import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries, meters, standings, usageRecords } from "@/db/schema";
import { addMeter } from "../catalogue/add-meter";
import { type NewMeter, newMeterInput } from "../catalogue/input";
import { type Context, inProvider } from "../context";
import { countUnknownMeters } from "../usage/corrections/count-unknown-meters";
import type { UsageInput } from "../usage/input";
import { usageSeries } from "../usage/questions/series";
import { recordUsage } from "../usage/record/record-usage";
import { rebuildUsage } from "../usage/rollups/rebuild-usage";
import { settleUsage } from "../usage/rollups/settle-usage";
import type { SourceKind } from "../usage/states";
import { job, usageWorld, use } from "../usage/testing";
import { subscribe } from "./agree-limits";
import { changeMeter } from "./change-meter";
import { evaluateDirtyStandings } from "./evaluate";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const customerId = "cust_acme";
const staff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);
const send = (records: UsageInput[], sourceKind: SourceKind = "program") =>
  recordUsage(job(), { sourceKind, customerId, records });
const meterOf = (slug: string, change: Partial<NewMeter> = {}): NewMeter =>
  newMeterInput.parse({ slug, name: `Name of ${slug}`, unit: "calls", kind: "counter", aggregation: "sum", ...change });
const add = (slug: string, change: Partial<NewMeter> = {}) => staff((ctx) => addMeter(ctx, meterOf(slug, change)));
const change = (slug: string, changes: Record<string, unknown>) =>
  staff((ctx) => changeMeter(ctx, { slug, ...changes }));
const recordsOf = async (meter: string) =>
  (await staff(({ tx }) => tx.select().from(usageRecords).where(eq(usageRecords.meter, meter)))).map(
    ({ eventId, fate }) => `${eventId} ${fate}`,
  );
const day = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") };
const useOf = async (meter: string) => {
  const series = await staff((ctx) => usageSeries(ctx, { customerId, meter, ...day, grain: "day", groupBy: "cloud" }));
  return series.points.map(({ total }) => total);
};

describe("a meter of the provider's own", () => {
  test("counts what came before it, may be subscribed at once, and is in charts", async () => {
    const at = (id: string, quantity: string, more: Partial<UsageInput> = {}) =>
      use({ id, meter: "api-calls", quantity, ...more });
    const early = [
      ...[at("o1", "5"), at("o2", "7", { subject: "SER-B" }), at("o3", "9", { subject: "nobody" })],
      ...[at("o4", "11", { subject: null }), at("o5", "13", { subject: null, cloud: "on-premises" })],
      ...[at("o6", "2", { subject: null, cloud: "cloud-a" }), at("o7", "1001")],
    ];
    expect((await send(early)).fates).toEqual({ unknown_meter: 7 });
    expect((await send([at("o8", "100")], "driver")).fates).toEqual({ unknown_meter: 1 });
    await add("api-calls", { plausibleRecord: "1000" });
    await expect(add("api-calls")).rejects.toThrow("There is a meter api-calls already. Choose another slug.");
    expect((await send([at("o9", "3")])).fates).toEqual({ counted: 1 });
    expect(await countUnknownMeters(job())).toEqual({ records: 8 });
    expect(await countUnknownMeters(job())).toEqual({ records: 0 });
    expect((await recordsOf("api-calls")).sort()).toEqual([
      ...["o1 counted", "o2 counted", "o3 unknown_machine", "o4 unknown_machine", "o5 counted", "o6 counted"],
      ...["o7 set_aside", "o8 shadowed", "o9 counted"],
    ]);
    expect(await useOf("api-calls")).toEqual(["30"]);
    await staff((ctx) =>
      subscribe(ctx, {
        ...{ customerId, planId: "plan_1", validFrom: new Date("2026-11-20T00:00:00Z") },
        parameters: [
          {
            ...{ meter: "api-calls", limit: "10", period: "day", thresholdPercent: "90", overRate: "1" },
            ...{ billingStep: "1", overflowPolicy: "off", overflowMachinesMax: 1, answerMinutes: 60, costCap: null },
          },
        ],
      }),
    );
    await evaluateDirtyStandings(job());
    const judged = (await staff(({ tx }) => tx.select().from(standings))).filter(({ meter }) => meter === "api-calls");
    expect(judged).toContainEqual(expect.objectContaining({ figures: expect.objectContaining({ use: "30" }) }));
    await settleUsage(job());
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
    const audited = (await staff(({ tx }) => tx.select().from(auditEntries))).filter(
      ({ subjectId }) => subjectId === "api-calls",
    );
    expect(audited.map(({ action, detail }) => [action, detail.records, detail.counted]).sort()).toEqual([
      ["meter.added", undefined, undefined],
      ["usage.recounted", "8", "4"],
    ]);
  });

  test("while use of it arrives: every record counts, whether it came before or after", async () => {
    const parts = Array.from({ length: 8 }, (_, part) =>
      Array.from({ length: 10 }, (_, n) => use({ id: `race-${part}-${n}`, meter: "race", quantity: "1" })),
    );
    const [first, ...others] = parts.map((part) => () => send(part));
    await Promise.all([first?.(), add("race"), ...others.map((one) => one())]);
    await countUnknownMeters(job());
    expect((await recordsOf("race")).filter((one) => one.endsWith(" counted"))).toHaveLength(80);
    expect(await useOf("race")).toEqual(["80"]);
  });

  test("two at once are one", async () => {
    const both = await Promise.allSettled([add("twice"), add("twice")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("what is fixed of a meter", () => {
  const sentence = (slug: string) => `Use of ${slug} is stored, and it would mean something else`;

  test("unit and kind from the first record on, also from one that does not count; the rest can change", async () => {
    await add("level", { kind: "gauge", aggregation: "max", unit: "GiB" });
    await change("level", { unit: "seats", kind: "counter", aggregation: "sum" });
    await send([use({ id: "l1", meter: "level" })]);
    await expect(change("level", { unit: "GiB" })).rejects.toThrow(sentence("level"));
    await expect(change("level", { kind: "gauge", aggregation: "max" })).rejects.toThrow(sentence("level"));
    await change("level", { name: "Seats", decimals: 0, staleMinutes: 60, plausibleRecord: "5", whole: true });
    // The same again is no change.
    await change("level", { unit: "seats", kind: "counter", aggregation: "sum", plausibleRecord: "5" });
    expect(await staff(({ tx }) => tx.select().from(meters).where(eq(meters.slug, "level")))).toMatchObject([
      {
        name: "Seats",
        unit: "seats",
        kind: "counter",
        decimals: 0,
        staleMinutes: 60,
        plausibleRecord: "5",
        whole: true,
      },
    ]);
    await add("aside", { plausibleRecord: "1" });
    await send([use({ id: "l2", meter: "aside", quantity: "2" })]);
    await expect(change("aside", { unit: "things" })).rejects.toThrow(sentence("aside"));
    await send([use({ id: "l3", meter: "early" })]);
    await add("early");
    await expect(change("early", { unit: "things" })).rejects.toThrow(sentence("early"));
    await expect(change("storage", { unit: "GB" })).rejects.toThrow("storage comes with the product");
    await expect(change("nothing", { name: "x" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("its aggregation as soon as a limit of it exists; only what fits its kind is one", async () => {
    await add("pressure", { kind: "gauge", aggregation: "max" });
    await change("pressure", { aggregation: "average" });
    await expect(change("pressure", { aggregation: "sum" })).rejects.toThrow(
      "A gauge meter has the aggregation max or average or last.",
    );
    await t.limit({ meter: "pressure" });
    await expect(change("pressure", { aggregation: "last" })).rejects.toThrow("A limit of pressure exists");
    await expect(change("pressure", { kind: "counter", aggregation: "sum" })).rejects.toThrow("A limit of pressure");
    await change("pressure", { name: "Pressure" });
  });

  test("senders wait for a change of unit or kind, and are judged by the meter as it is then", async () => {
    await add("turning", { kind: "gauge", aggregation: "max" });
    const parts = Array.from({ length: 6 }, (_, n) => [use({ id: `t${n}`, meter: "turning", quantity: "1" })]);
    const results = await Promise.allSettled([
      ...parts.map((part) => send(part)),
      change("turning", { kind: "counter", aggregation: "sum" }),
    ]);
    const changed = results.at(-1)?.status === "fulfilled";
    await settleUsage(job());
    expect(await useOf("turning")).toEqual([changed ? "6" : "1"]);
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  });
});

test.each([
  [{ slug: "Upper" }, "Small letters, digits and single hyphens"],
  [{ slug: "-a" }, "Small letters, digits and single hyphens"],
  [{ kind: "gauge", aggregation: "sum" }, "A gauge meter has the aggregation max or average or last."],
  [{ kind: "counter", aggregation: "max" }, "A counter meter has the aggregation sum."],
  [{ decimals: 10 }, "Give a whole number from 0 to 9."],
  [{ staleMinutes: 0 }, "Give whole minutes"],
  [{ plausibleRecord: "-1" }, "The maximum is a decimal number above 0"],
  [{ name: " " }, "Give a name"],
  [{ unit: "" }, "Give a unit"],
])("a meter %j is refused with what is right", (change, sentence) => {
  const read = newMeterInput.safeParse({
    ...{ slug: "ok", name: "Ok", unit: "calls", kind: "counter", aggregation: "sum" },
    ...change,
  });
  expect(read.error?.issues[0]?.message).toContain(sentence);
});
