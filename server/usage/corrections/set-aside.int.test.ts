import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { POST as postEvents } from "@/app/api/v1/events/route";
import { PATCH as meterRoute } from "@/app/api/v1/meters/[slug]/route";
import { POST as rejectRoute } from "@/app/api/v1/set-aside-usage/rejection/route";
import { POST as releaseRoute } from "@/app/api/v1/set-aside-usage/release/route";
import { GET as setAsideRoute } from "@/app/api/v1/set-aside-usage/route";
import { auditEntries, charges, standings, usageAuthorities, usageHours, usageRecords, usageTicks } from "@/db/schema";
import { type ApiScope, inCustomer, inProvider } from "../../context";
import { createApiKey } from "../../identity/create-api-key";
import { changeMeter } from "../../workflow/change-meter";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import { importFocus } from "../imports/import-focus";
import type { UsageInput } from "../input";
import { usageSeries } from "../questions/series";
import { recordUsage } from "../record/record-usage";
import { rebuildUsage } from "../rollups/rebuild-usage";
import { settleUsage } from "../rollups/settle-usage";
import type { SetAsideDecision, SourceKind } from "../states";
import { job, usageWorld, use } from "../testing";
import { decideSetAside, listSetAside } from "./decide-set-aside";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const send = (records: UsageInput[], sourceKind: SourceKind = "program", customerId = "cust_acme") =>
  recordUsage(job(), { sourceKind, customerId, records });
const most = (slug: string, plausibleRecord: string | null) =>
  inProvider(job(), (ctx) => changeMeter(ctx, { slug, plausibleRecord }));
const waiting = async (customerId = "cust_acme") =>
  (await inProvider(job(), (ctx) => listSetAside(ctx, { customerId, limit: 100 }))).rows;
const decide = (decision: SetAsideDecision, records: string[]) =>
  inProvider(job(), (ctx) =>
    decideSetAside(ctx, { customerId: "cust_acme", records, decision, reason: "asked the customer" }),
  );
const recordsOf = async (meter: string) =>
  (await t.db.withProvider((tx) => tx.select().from(usageRecords))).filter((row) => row.meter === meter);
const standingOf = async (meter: string) =>
  (await t.db.withProvider((tx) => tx.select().from(standings))).find((row) => row.meter === meter);
const charged = async (meter: string) =>
  (await t.db.withProvider((tx) => tx.select().from(charges)))
    .filter((row) => row.meter === meter)
    .reduce((sum, { quantity }) => sum + Number(quantity), 0);
/** What a chart of the day shows, and every hour and tick of the meter. */
const figuresOf = (meter: string) =>
  inProvider(job(), async (ctx) => {
    const [from, to] = [new Date("2026-11-20T00:00:00Z"), new Date("2026-11-21T00:00:00Z")];
    const series = await usageSeries(ctx, { customerId: "cust_acme", meter, from, to, grain: "day", groupBy: "cloud" });
    const hours = (await ctx.tx.select().from(usageHours)).filter((row) => row.meter === meter);
    const ticks = (await ctx.tx.select().from(usageTicks)).filter((row) => row.meter === meter);
    return { series: series.points, hours: hours.length, ticks: ticks.map(({ sum, records }) => [sum, records]) };
  });

test("a record above the maximum is set aside, counts when it is released, and never when it is rejected", async () => {
  await t.limit({ meter: "requests", limit: "10", period: "month" });
  await most("requests", "1000");
  const times = { start: new Date("2026-11-20T09:30:00Z"), at: new Date("2026-11-20T10:20:00Z") };
  const at = (id: string, quantity: string) => use({ ...times, id, meter: "requests", quantity });
  const all = [at("poison", "1000000000000000.5"), at("at-maximum", "1000"), at("above", "1000.25")];
  expect(await send(all)).toMatchObject({
    accepted: 3,
    fates: { counted: 1, set_aside: 2 },
    setAside: [
      { index: 0, detail: expect.stringContaining("requests is 999999999999000.5 above the plausible maximum") },
      {
        index: 2,
        id: "above",
        detail:
          "1000.25 requests is 0.25 above the plausible maximum of one record of Requests, 1000 requests. It is stored, and counts once the provider releases it.",
      },
    ],
  });
  expect(await send(all)).toMatchObject({ duplicates: 3 });
  await evaluateDirtyStandings(job());
  expect((await standingOf("requests"))?.figures).toMatchObject({ use: "1000" });
  expect(await charged("requests")).toBe(990);
  const before = await figuresOf("requests");
  expect(before.ticks.reduce((sum, [value]) => sum + Number(value), 0)).toBe(1000);

  const [poison, above] = (await waiting()).sort((a, b) => b.quantity.length - a.quantity.length);
  expect(await decide("rejected", [poison?.digest ?? ""])).toEqual({ decided: 1, known: 0 });
  expect(await figuresOf("requests")).toEqual(before);
  // Twice at once, and again: decided once.
  const digest = above?.digest ?? "";
  const answers = await Promise.all([decide("released", [digest]), decide("released", [digest])]);
  expect(answers.map(({ decided }) => decided).sort()).toEqual([0, 1]);
  expect(await decide("released", [digest])).toEqual({ decided: 0, known: 1 });
  await expect(decide("released", [poison?.digest ?? ""])).rejects.toMatchObject({ code: "conflict" });
  await expect(decide("rejected", [digest])).rejects.toMatchObject({ code: "conflict" });
  await expect(decide("released", [digest.replace(/^./, "f")])).rejects.toMatchObject({ code: "not_found" });
  expect(await waiting()).toEqual([]);

  // It counts at its own time: split over its ticks as it would have been, in the window's standing and charge.
  await evaluateDirtyStandings(job());
  expect((await standingOf("requests"))?.figures).toMatchObject({ use: "2000.25" });
  expect(await charged("requests")).toBe(1991);
  expect((await figuresOf("requests")).ticks.every(([, records]) => records === 2)).toBe(true);
  const stored = await recordsOf("requests");
  expect(stored.map(({ eventId, fate }) => [eventId, fate]).sort()).toEqual([
    ["above", "counted"],
    ["at-maximum", "counted"],
    ["poison", "implausible"],
  ]);
  expect(stored.find(({ eventId }) => eventId === "above")?.reason).toMatch(/The provider released it\.$/);
  const audited = await t.db.withProvider((tx) => tx.select().from(auditEntries));
  expect(
    audited
      .filter(({ subjectKind }) => subjectKind === "usage_record")
      .map(({ action, actorLabel, detail }) => [action, actorLabel, detail.reason]),
  ).toEqual([
    ["usage_record.rejected", "test", "asked the customer"],
    ["usage_record.released", "test", "asked the customer"],
  ]);

  // Rollups made anew from the records are the same.
  await settleUsage(job());
  const settled = await figuresOf("requests");
  expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  expect(await figuresOf("requests")).toEqual(settled);
});

test("whatever the order, source and authority: the record alone decides; it makes no source authoritative", async () => {
  await most("storage", "100");
  const big = (id: string) => use({ id, meter: "storage", quantity: "101", subject: "mach_b" });
  const small = (id: string) => use({ id, meter: "storage", quantity: "7", subject: "mach_b" });
  expect((await send([big("f1")], "file")).fates).toEqual({ set_aside: 1 });
  expect((await send([small("p1"), big("p2")])).fates).toEqual({ counted: 1, set_aside: 1 });
  expect((await send([small("f2"), big("f3")], "file")).fates).toEqual({ shadowed: 1, set_aside: 1 });
  const authorities = await t.db.withProvider((tx) => tx.select().from(usageAuthorities));
  expect(authorities.filter(({ meter }) => meter === "storage").map(({ sourceKind }) => sourceKind)).toEqual([
    "program",
  ]);
  // Released use is judged as any other: another source's figures count, and those of a gauge at its time.
  await decide(
    "released",
    (await waiting()).map(({ digest }) => digest),
  );
  const fates = (await recordsOf("storage")).map(({ eventId, fate }) => [eventId, fate]);
  expect(Object.fromEntries(fates)).toEqual({
    f1: "shadowed",
    p1: "counted",
    p2: "counted",
    f2: "shadowed",
    f3: "shadowed",
  });
  expect((await figuresOf("storage")).ticks).toEqual([["108", 2]]);
  await most("storage", null);
  expect((await send([big("p3")])).fates).toEqual({ counted: 1 });
});

test("a row of a file above the maximum is listed with the reason, and its record set aside", async () => {
  await most("requests", "1000");
  const folder = await mkdtemp(path.join(tmpdir(), "spillway-set-aside-"));
  const file = path.join(folder, "use.csv");
  const row = (quantity: string, id: string) =>
    `acct,EUR,2026-11-10T00:00:00Z,2026-11-10T01:00:00Z,Usage,0.01,${quantity},Requests,Integration,Queue,${id},sku`;
  const head =
    "BillingAccountId,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BilledCost,ConsumedQuantity,ConsumedUnit,ServiceCategory,ServiceName,ResourceId,SkuId";
  await writeFile(file, [head, row("1000.5", "res-1"), row("1000", "res-2"), ""].join("\n"));
  const input = { customerId: "cust_other", cloudId: "cloud-a", files: [{ path: file, name: "use.csv" }] };
  expect(await importFocus(job(), input)).toMatchObject({
    rows: 2,
    counted: 1,
    listed: 1,
    reasons: { set_aside: 1 },
    totals: { "meter.requests": "1000" },
  });
  await rm(folder, { recursive: true });
  expect(await waiting("cust_other")).toMatchObject([{ sourceKind: "file", quantity: "1000.5" }]);
});

test("programs: the sender is told by its own record, the provider decides, the customer cannot", async () => {
  const make = (customerId: string | null, ...scopes: ApiScope[]) =>
    inProvider(job(), (ctx) => createApiKey(ctx, { customerId, scopes, label: "test" })).then(({ key }) => key);
  const own = await make("cust_acme", "usage:write", "usage:read");
  const other = await make("cust_other", "usage:write", "usage:read");
  const provider = await make(null, "usage:write", "usage:read");
  const call = (key: string, method: string, body?: unknown, type = "application/json") =>
    new Request("http://portal/api/v1/set-aside-usage?limit=10", {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": type } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const slug = { params: Promise.resolve({ slug: "units" }) };
  expect((await meterRoute(call(own, "PATCH", { plausibleRecord: "50" }), slug)).status).toBe(403);
  expect((await meterRoute(call(provider, "PATCH", { plausibleRecord: "0" }), slug)).status).toBe(400);
  const changed = await meterRoute(call(provider, "PATCH", { plausibleRecord: "50.0" }), slug);
  expect(await changed.json()).toMatchObject({ slug: "units", plausibleRecord: "50" });

  const time = new Date(Date.now() - 60_000).toISOString();
  const event = { specversion: "1.0", source: "reader", type: "units", subject: "mach_a", time };
  const events = ["1", "51"].map((quantity) => ({ ...event, id: `api-${quantity}`, data: { quantity } }));
  const answer = await postEvents(call(own, "POST", events, "application/cloudevents-batch+json"));
  expect(answer.status).toBe(207);
  expect(await answer.json()).toMatchObject({
    accepted: 2,
    rejected: 0,
    fates: { counted: 1, set_aside: 1 },
    entries: [{ index: 1, id: "api-51", outcome: "set_aside", status: 202, code: "set_aside" }],
  });
  const listed = async (key: string) => (await (await setAsideRoute(call(key, "GET"))).json()).records;
  const [record] = await listed(own);
  expect(await listed(other)).not.toContainEqual(record);
  expect(await listed(provider)).toContainEqual(record);
  expect(record).toMatchObject({ customerId: "cust_acme", meter: "units", quantity: "51", eventId: "api-51" });

  const decision = { customer: "acme", records: [record.record], reason: "a typing error" };
  for (const route of [releaseRoute, rejectRoute]) expect((await route(call(own, "POST", decision))).status).toBe(403);
  await expect(
    inCustomer(job(), "cust_acme", (ctx) =>
      decideSetAside(ctx, { ...decision, customerId: "cust_acme", decision: "released" }),
    ),
  ).rejects.toThrow();
  const rejected = await rejectRoute(call(provider, "POST", decision));
  expect(await rejected.json()).toMatchObject({ decided: 1, known: 0 });
  expect(await listed(own)).toEqual([]);
});
