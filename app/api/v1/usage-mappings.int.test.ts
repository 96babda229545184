import { afterAll, beforeAll, expect, test } from "vitest";
import { clouds } from "@/db/schema";
import { inProvider, jobRequest } from "@/server/context";
import { call, type ProgramsWorld, programsWorld } from "./testing";

let t: ProgramsWorld;
beforeAll(async () => {
  t = await programsWorld();
  await inProvider(jobRequest("test"), async (ctx) => {
    const cloud = { id: "cld_a", slug: "cloud-a", name: "Cloud A", driver: "none", region: null, colorIndex: 1 };
    await ctx.tx.insert(clouds).values({ ...cloud, createdAt: ctx.now });
  });
});
afterAll(() => t.drop());

const at = "/usage-mappings/cloud-a";
const none = { customer: null, cloud: null, machine: null, meter: null, quantity: null, unit: null };
const rules = {
  columns: { meter: "x_Kind" },
  meters: [{ value: "Calls*", meter: "requests", unit: "thousands", factor: "1000" }],
};

test("rules are set as versions, read, and tried on rows of a file", async () => {
  const { status, body } = await call(t.keys.all, "get", at);
  expect([status, body]).toMatchObject([200, { cloud: "cloud-a", version: 0, columns: none, meters: [], setBy: null }]);
  const set = await call(t.keys.all, "put", at, { ...rules, reason: "its own names", version: 0 });
  expect([set.status, set.body]).toMatchObject([
    200,
    { version: 1, columns: { ...none, meter: "x_Kind" }, meters: rules.meters, reason: "its own names" },
  ]);
  expect((await call(t.keys.all, "put", at, { ...rules, reason: "once more", version: 0 })).status).toBe(409);
  expect((await call(t.keys.all, "put", at, { reason: "the defaults again" })).body).toMatchObject({ version: 2 });
  const { serverTime: _, ...first } = (await call(t.keys.all, "get", `${at}/versions/1`)).body;
  const page = (await call(t.keys.all, "get", `${at}/versions`)).body;
  expect([page.versions.length, page.versions[1]]).toEqual([2, first]);
  expect((await call(t.keys.all, "get", `${at}/versions/3`)).status).toBe(404);
  expect((await call(t.keys.all, "get", `${at}/versions/x`)).status).toBe(400);

  const head = "BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,x_Kind";
  const sample = `${head}\n0.1,Usage,2026-11-11T00:00:00Z,2026-11-11T01:00:00Z,2,thousands,calls in\n`;
  const trial = await call(t.keys.all, "post", `${at}/trial`, { ...rules, sample });
  expect([trial.status, trial.body]).toMatchObject([200, { read: 1, use: 1, meters: { requests: "2000" } }]);
});

test.each<[string, object, string]>([
  ["a meter that is none", { meters: [{ ...rules.meters[0], meter: "apples" }] }, "there is no meter apples"],
  ["a factor of nothing", { meters: [{ ...rules.meters[0], factor: "0.00" }] }, "above 0"],
  ["a factor that is no number", { meters: [{ ...rules.meters[0], factor: "1e3" }] }, "above 0"],
  ["too many", { meters: Array.from({ length: 501 }, () => rules.meters[0]) }, "at most 500"],
  ["a column without a name", { columns: { meter: "" } }, "empty"],
  ["a word more", { column: {} }, "column"],
  ["no reason", { reason: "" }, "Give a reason"],
])("%s is refused with a sentence, and nothing is set", async (_, change, sentence) => {
  const before = (await call(t.keys.all, "get", at)).body.version;
  const { status, body } = await call(t.keys.all, "put", at, { ...rules, reason: "a test", ...change });
  expect([status, body.detail]).toEqual([400, expect.stringContaining(sentence)]);
  expect((await call(t.keys.all, "get", at)).body.version).toBe(before);
});
