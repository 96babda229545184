import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { usageAuthorities, usageRecords } from "@/db/schema";
import { addMeter } from "../catalogue/add-meter";
import { newMeterInput } from "../catalogue/input";
import { type Context, inProvider } from "../context";
import { backfillUsage } from "../usage/corrections/back-fill";
import { amendUsage } from "../usage/corrections/correct-usage";
import { countUnknownMeters } from "../usage/corrections/count-unknown-meters";
import type { UsageInput } from "../usage/input";
import { usageSeries } from "../usage/questions/series";
import { recordUsage } from "../usage/record/record-usage";
import { rebuildUsage } from "../usage/rollups/rebuild-usage";
import { settleUsage } from "../usage/rollups/settle-usage";
import type { SourceKind } from "../usage/states";
import { job, usageWorld, use } from "../usage/testing";
import { changeMeter } from "./change-meter";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const customerId = "cust_acme";
const staff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);
const send = (records: UsageInput[], sourceKind: SourceKind = "program") =>
  recordUsage(job(), { sourceKind, customerId, records });
const add = (slug: string, filter: string | null) =>
  staff((ctx) =>
    addMeter(
      ctx,
      newMeterInput.parse({ slug, name: "EU calls", unit: "calls", kind: "counter", aggregation: "sum", filter }),
    ),
  );
const time = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") };
const useOf = async (meter: string) =>
  (await staff((ctx) => usageSeries(ctx, { customerId, meter, ...time, grain: "day", groupBy: "cloud" }))).points.map(
    ({ total }) => total,
  );
const recordsOf = (meter: string) =>
  staff(({ tx }) => tx.select().from(usageRecords).where(eq(usageRecords.meter, meter)));

test("a meter with a filter counts the records that it names; the others are stored with the reason", async () => {
  await add("eu-calls", "region=eu,ch; tier=gold");
  const of = (
    id: string,
    quantity: string,
    dimensions: Record<string, string> | null,
    more: Partial<UsageInput> = {},
  ) => use({ id, meter: "eu-calls", quantity, dimensions, ...more });
  // What is left out decides nothing about whose figures count.
  expect((await send([of("f0", "100", { region: "us" })], "driver")).fates).toEqual({ filtered: 1 });
  const answer = await send([
    of("f1", "1", { region: "eu", tier: "gold", team: "a" }),
    of("f2", "2", { region: "us", tier: "gold" }),
    of("f3", "4", { region: "ch", tier: "silver" }),
    of("f4", "8", { tier: "gold" }),
    of("f5", "16", { region: "ch", tier: "gold" }),
  ]);
  expect(answer.fates).toEqual({ counted: 2, filtered: 3 });
  expect(await useOf("eu-calls")).toEqual(["17"]);
  const stored = new Map((await recordsOf("eu-calls")).map((row) => [row.eventId, row]));
  expect(stored.get("f1")?.dimensions).toEqual({ region: "eu", team: "a", tier: "gold" });
  expect(stored.get("f4")).toMatchObject({
    ...{ fate: "filtered", dimensions: { tier: "gold" } },
    reason: "Only region eu or ch counts; this record names no region.",
  });
  const authorities = await staff(({ tx }) => tx.select().from(usageAuthorities));
  expect(authorities.filter(({ meter }) => meter === "eu-calls").map(({ sourceKind }) => sourceKind)).toEqual([
    "program",
  ]);
  // The same again is known; other dimensions under an identity are other content.
  const again = await send([
    of("f1", "1", { team: "a", tier: "gold", region: "eu" }),
    of("f5", "16", { region: "ch" }),
  ]);
  expect(again).toMatchObject({ duplicates: 1, conflicts: 1 });
  // Staff's own word counts.
  const backfilled = { meter: "eu-calls", quantity: "32", machine: "mach_a", time: new Date("2026-11-20T09:00:00Z") };
  await staff((ctx) => backfillUsage(ctx, { customerId, uses: [backfilled], reason: "the sender was away" }));
  const { digest, endedAt } = stored.get("f5") ?? { digest: "", endedAt: new Date() };
  await staff((ctx) =>
    amendUsage(ctx, { customerId, records: [{ digest, endedAt, quantity: "17" }], reason: "misread" }),
  );
  expect(await useOf("eu-calls")).toEqual(["50"]);
  await settleUsage(job());
  expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
});

test("records that came before the meter are judged by its filter; it cannot change once use is stored", async () => {
  await send([
    use({ id: "e1", meter: "late-filter", quantity: "3", dimensions: { region: "eu" } }),
    use({ id: "e2", meter: "late-filter", quantity: "5", dimensions: { region: "us" } }),
  ]);
  await add("late-filter", "region=eu");
  await countUnknownMeters(job());
  expect((await recordsOf("late-filter")).map(({ eventId, fate }) => `${eventId} ${fate}`).sort()).toEqual([
    "e1 counted",
    "e2 filtered",
  ]);
  expect(await useOf("late-filter")).toEqual(["3"]);
  const change = (filter: Record<string, string[]> | null) =>
    staff((ctx) => changeMeter(ctx, { slug: "late-filter", filter }));
  await change({ region: ["eu"] });
  await expect(change(null)).rejects.toThrow("unit, kind, filter and dimensions cannot change any more");
  await add("unused", null);
  await staff((ctx) => changeMeter(ctx, { slug: "unused", filter: { region: ["eu"] } }));
});
