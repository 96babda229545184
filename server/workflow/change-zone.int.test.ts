import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { charges, customers, standings, statements } from "@/db/schema";
import { addSubscriptionInput } from "../billing/input";
import { changeOrTryTimeZone } from "../configuration/change-customer";
import { type Context, inProvider, jobRequest } from "../context";
import { draftOfMonth } from "../money/open-months";
import { parseInput } from "../parse-input";
import { standingsOf } from "../reads/standings";
import { recordUsage } from "../usage/record/record-usage";
import { usageWorld, use } from "../usage/testing";
import { subscribe } from "./agree-limits";
import { evaluateDirtyStandings } from "./evaluate";

// A customer's billing time zone changes: docs/rules.md 4.16.

const customerId = "cust_moves";
let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider(async (tx) => {
    const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
    if (acme)
      await tx
        .insert(customers)
        .values({ ...acme, id: customerId, name: "Moves", identifier: "moves", timeZone: "Europe/Berlin" });
  });
});
afterAll(() => t.drop());

const at = (text: string) => new Date(`2026-11-${text}Z`);
const on = <T>(now: Date, work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test", now), work);
const move = (now: Date, timeZone: string, preview = false) =>
  on(now, (ctx) => changeOrTryTimeZone(ctx, { customerId, timeZone, preview }));
const record = async (now: Date, quantity: string, time = now, meter = "requests") => {
  const records = [use({ meter, quantity, at: time, subject: null, cloud: "cloud-a" })];
  await recordUsage(jobRequest("test", now), { sourceKind: "program", customerId, records });
  await evaluateDirtyStandings(jobRequest("test", now));
};
const limit = (meter: string, change: object, now: Date) =>
  on(now, (ctx) => {
    const usual = { plan: "plan_1", meter, limit: "10", overRate: "1" };
    const terms = { thresholdPercent: "100", billingStep: "1", overflowPolicy: "off" };
    const { plan: planId, from = now, ...one } = parseInput(addSubscriptionInput, { ...usual, ...terms, ...change });
    return subscribe(ctx, { customerId, planId, validFrom: from, parameters: [one] });
  });
const windowsOf = async (meter: string) => {
  const rows = await t.db.withProvider((tx) =>
    tx.select().from(standings).where(eq(standings.customerId, customerId)).orderBy(standings.windowStart),
  );
  return rows
    .filter((row) => row.meter === meter)
    .map(({ windowStart, windowEnd, figures }) => [
      ...[windowStart, windowEnd].map((edge) => edge.toISOString().slice(5, 13)),
      figures?.use,
    ]);
};

test("windows before the change stay, the running one ends as it began, and late use still falls into it", async () => {
  await limit("requests", { period: "day" }, at("09T08:00:00"));
  await limit("support-events", { period: "week", anchorDay: "3" }, at("09T08:00:00"));
  await record(at("09T20:00:00"), "12");
  await record(at("10T08:00:00"), "3");
  await record(at("10T08:00:00"), "1", undefined, "support-events");
  const before = await windowsOf("requests");
  expect(before).toEqual([
    ["11-08T23", "11-09T23", "12"],
    ["11-09T23", "11-10T23", "3"],
  ]);
  const tried = await move(at("10T12:00:00"), "Asia/Tokyo", true);
  expect(tried.stored).toBe(false);
  const made = await move(at("10T12:00:00"), "Asia/Tokyo");
  expect(made.periods).toEqual(tried.periods);
  const day = made.periods.find(({ period }) => period === "day");
  expect(day).toMatchObject({ running: { end: at("10T23:00:00") }, next: { end: at("11T15:00:00") } });
  expect(await windowsOf("requests")).toEqual(before);

  await record(at("10T22:00:00"), "4");
  await record(at("11T09:00:00"), "5");
  await record(at("11T16:00:00"), "6");
  // Late: of the days before the change and of the change.
  await record(at("11T17:00:00"), "1", at("09T21:00:00"));
  await record(at("11T17:00:00"), "2", at("10T13:00:00"));
  expect(await windowsOf("requests")).toEqual([
    ["11-08T23", "11-09T23", "13"],
    ["11-09T23", "11-10T23", "9"],
    ["11-10T23", "11-11T15", "5"],
    ["11-11T15", "11-12T15", "6"],
  ]);
  const shown = await on(at("11T17:30:00"), (ctx) => standingsOf(ctx, customerId));
  expect(shown.find(({ meter }) => meter === "requests")).toMatchObject({
    timeZone: "Asia/Tokyo",
    standing: { windowStart: at("11T15:00:00"), windowEnd: at("12T15:00:00") },
  });
  // The week from Wednesday 11 November, midnight in Berlin, and then from Wednesdays in Tokyo.
  await record(at("10T23:30:00"), "1", undefined, "support-events");
  await record(at("17T15:30:00"), "1", undefined, "support-events");
  expect((await windowsOf("support-events")).map(([start, end]) => [start, end])).toEqual([
    ["11-03T23", "11-10T23"],
    ["11-10T23", "11-17T15"],
    ["11-17T15", "11-24T15"],
  ]);
});

test("the statement's month ends as it began, and holds what its windows are charged", async () => {
  const november = await on(at("20T12:00:00"), (ctx) => draftOfMonth(ctx, customerId));
  expect(november).toMatchObject({
    timeZone: "Asia/Tokyo",
    start: new Date("2026-10-31T23:00:00Z"),
    end: at("30T23:00:00"),
  });
  await record(at("30T18:00:00"), "14");
  const drafts = await t.db.withProvider((tx) =>
    tx.select().from(statements).where(eq(statements.customerId, customerId)),
  );
  expect(drafts.map(({ periodStart, periodEnd }) => [periodStart, periodEnd])).toEqual([
    [november.start, november.end],
  ]);
  const charged = await t.db.withProvider((tx) =>
    tx.select().from(charges).where(eq(charges.customerId, customerId)).orderBy(charges.windowStart),
  );
  expect(charged.map(({ windowStart, quantity }) => [windowStart, quantity])).toEqual([
    [at("08T23:00:00"), "2"],
    [at("08T23:00:00"), "1"],
    [at("30T15:00:00"), "4"],
  ]);
  const december = await on(new Date("2026-12-05T12:00:00Z"), (ctx) => draftOfMonth(ctx, customerId));
  expect(december).toMatchObject({ start: november.end, end: new Date("2026-12-31T15:00:00Z") });
});

test("the same zone changes nothing, an unknown one is refused, and the number of changes is bounded", async () => {
  const now = new Date("2026-12-10T00:00:00Z");
  await move(now, "Asia/Tokyo");
  const zones = ["UTC", "Asia/Tokyo"];
  for (let n = 0; n < 19; n++) await move(now, zones[n % 2] ?? "UTC");
  await expect(move(now, "Asia/Kolkata")).rejects.toMatchObject({ code: "conflict" });
});
