import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  auditEntries,
  billingEvents,
  charges,
  ledgerPostings,
  meters,
  notices,
  overflows,
  standings,
} from "@/db/schema";
import { jobRequest } from "../context";
import { testClock } from "../setup/testing/portal";
import { recordUsage } from "../usage/record/record-usage";
import { job, usageWorld, use } from "../usage/testing";
import { checkStandings } from "./check-standings";
import { evaluateDirtyStandings } from "./evaluate";
import { reconcile } from "./reconcile";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeEach(async () => {
  t = await usageWorld();
});
afterEach(() => t.drop());

const record = (subject: string, quantity: string, more: object = {}) =>
  recordUsage(job(), {
    sourceKind: "program",
    customerId: "cust_acme",
    records: [use({ subject, quantity, ...more })],
  });
const evaluate = () => evaluateDirtyStandings(job());
const events = () => t.db.withProvider((tx) => tx.select().from(billingEvents));

describe("the evaluator", () => {
  test("aggregate limit 8; cloud A 6, cloud B rises from 2 to 3: event of 1, cloud B, its machine first", async () => {
    await t.limit({ meter: "units" });
    await record("mach_a", "6");
    await record("mach_b", "2");
    expect(await evaluate()).toMatchObject({ raised: 0, thresholds: 1 });
    await record("mach_b", "3", { at: new Date("2026-11-20T10:21:00Z") });
    expect(await evaluate()).toMatchObject({ judged: 1, raised: 1, charged: 1 });
    const [event] = await events();
    expect(event).toMatchObject({
      excess: "1",
      cloudId: "cld_b",
      firstMachineId: "mach_b",
      ordinal: 1,
      aggregate: "9",
      limit: "8",
    });
    const [overflow] = await t.db.withProvider((tx) => tx.select().from(overflows));
    expect(overflow).toMatchObject({ billingEventId: event?.id, state: "requested", firstMachineId: "mach_b" });
  });

  test("use = limit raises nothing; the candidate's time is written down, nothing is created", async () => {
    await t.limit({ meter: "units" });
    await record("mach_a", "8");
    expect(await evaluate()).toMatchObject({ judged: 1, raised: 0, thresholds: 1, charged: 0 });
    const [standing] = await t.db.withProvider((tx) => tx.select().from(standings));
    expect(standing?.thresholdMetAt).toBeInstanceOf(Date);
    expect(standing?.figures).toMatchObject({ use: "8", covered: "8", excess: "0" });
    expect(await events()).toHaveLength(0);
    expect(await t.db.withProvider((tx) => tx.select().from(overflows))).toHaveLength(0);
  });

  test("standings where figures alone change are judged at once, each other one alone", async () => {
    const slugs = ["units", "requests", "bandwidth", "processor", "storage"];
    for (const meter of slugs) await t.limit({ meter, thresholdPercent: "90" });
    const start = new Date("2026-11-20T10:15:00Z");
    const uses: Record<string, string> = { units: "9", requests: "7.5", bandwidth: "1", processor: "3", storage: "7" };
    const all = (change: object) =>
      recordUsage(job(), {
        sourceKind: "program",
        customerId: "cust_acme",
        records: slugs.map((meter) =>
          use({
            meter,
            quantity: uses[meter] ?? "",
            ...(meter === "units" || meter === "storage" ? {} : { start }),
            ...change,
          }),
        ),
      });
    const judgedBy = async () => {
      const rows = await t.db.providerSql`select meter, xmin::text as transaction from standings order by meter`;
      return new Map(rows.map(({ meter, transaction }) => [meter as string, transaction as string]));
    };
    await all({});
    expect(await evaluate()).toEqual({ judged: 5, raised: 1, thresholds: 2, charged: 1, failed: 0 });
    const first = await judgedBy();
    const [quiet] = new Set(["bandwidth", "processor", "storage"].map((meter) => first.get(meter)));
    expect([...first].filter(([, transaction]) => transaction === quiet).map(([meter]) => meter)).toEqual([
      ...["bandwidth", "processor", "storage"],
    ]);
    expect((await checkStandings(job(), null)).differences).toEqual([]);
    // What was raised, charged and warned of before stands: of requests figures alone change now.
    await all({ quantity: "0.1", at: new Date("2026-11-20T10:25:00Z") });
    expect(await evaluate()).toEqual({ judged: 5, raised: 0, thresholds: 0, charged: 0, failed: 0 });
    const second = await judgedBy();
    const together = new Set(["bandwidth", "processor", "storage", "requests"].map((meter) => second.get(meter)));
    expect(together.size).toBe(1);
    expect(together).not.toContain(second.get("units"));
    expect(await checkStandings(job(), null)).toEqual({ checked: 5, differences: [] });
  });

  test("a missing limit bills nothing and says so", async () => {
    await t.limit({ meter: "units", limit: null });
    await record("mach_a", "800");
    expect(await evaluate()).toMatchObject({ judged: 1, raised: 0, charged: 0 });
    const [standing] = await t.db.withProvider((tx) => tx.select().from(standings));
    expect(standing?.figures?.sentence).toMatch(/No limit is known/);
  });

  test("limit 10, A and B at 4 each, both add 2 in transactions that overlap: exactly one event of 2", async () => {
    await t.limit({ meter: "units", limit: "10" });
    await record("mach_a", "4");
    await record("mach_b", "4");
    await evaluate();
    const at = new Date("2026-11-20T10:22:00Z");
    // Both recordings and four evaluators at once: judging inside either recording would see the other's old value.
    await Promise.all([
      record("mach_a", "6", { at }),
      record("mach_b", "6", { at }),
      evaluate(),
      evaluate(),
      evaluate(),
      evaluate(),
    ]);
    await Promise.all([evaluate(), evaluate()]);
    const raised = await events();
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({ excess: "2", aggregate: "12" });
  });

  test("ten evaluators at once, twenty times over: one event for each crossing, one charge for each increment", async () => {
    await t.limit({ meter: "units", limit: "10" });
    for (let n = 1; n <= 20; n++) {
      const at = new Date(Date.parse("2026-11-20T10:22:00Z") + n);
      await record("mach_a", String(n), { at });
      await Promise.all(Array.from({ length: 10 }, evaluate));
    }
    const billed = await t.db.withProvider((tx) => tx.select().from(charges));
    expect(billed.map(({ quantity }) => Number(quantity)).reduce((sum, next) => sum + next, 0)).toBe(10);
    expect(new Set(billed.map(({ ordinal }) => ordinal)).size).toBe(billed.length);
    const ordinals = (await events()).map(({ ordinal }) => ordinal).sort((a, b) => a - b);
    expect(ordinals).toEqual(ordinals.map((_, index) => index + 1));
    const postings = await t.db.withProvider((tx) => tx.select().from(ledgerPostings));
    expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n);
    expect(postings).toHaveLength(2 * billed.length);
  });

  test("an average is judged and billed when its window has closed with its grace, without a further record", async () => {
    await t.db.withProvider((tx) => tx.update(meters).set({ aggregation: "average" }).where(eq(meters.slug, "units")));
    await t.limit({ meter: "units" });
    for (const minute of ["00", "15", "30"])
      await record("mach_a", "12", { at: new Date(`2026-11-20T10:${minute}:00Z`) });
    const folder = mkdtempSync(join(tmpdir(), "spillway-evaluate-"));
    const clock = testClock(folder);
    const cronAt = (time: string) => {
      clock.set(new Date(`2026-11-20T${time}Z`));
      return reconcile(jobRequest("cron"));
    };
    try {
      await cronAt("10:45:00");
      await cronAt("11:09:00");
      expect(await events()).toHaveLength(0);
      await cronAt("11:10:00");
      expect(await events()).toMatchObject([{ excess: "4", aggregate: "12" }]);
      expect(await t.db.withProvider((tx) => tx.select().from(charges))).toMatchObject([{ quantity: "4" }]);
      expect(await cronAt("12:10:00")).toMatchObject({ closedWindows: { marked: 0 } });
    } finally {
      delete process.env.SPILLWAY_TEST_CLOCK;
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("two crons at once raise one event, and a replay of all use changes nothing", async () => {
    await t.limit({ meter: "units", limit: "5" });
    const records = [use({ subject: "mach_a", quantity: "9" })];
    const send = () => recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records });
    await send();
    await Promise.all([reconcile(job()), reconcile(job())]);
    expect(await events()).toHaveLength(1);
    await send();
    await Promise.all([reconcile(job()), reconcile(job())]);
    expect(await events()).toHaveLength(1);
    expect(await t.db.withProvider((tx) => tx.select().from(charges))).toHaveLength(1);
  });

  test("the host cloud is told that there is excess, never how much; people are told once", async () => {
    await t.limit({ meter: "units", limit: "5" });
    await record("mach_a", "7.25");
    await evaluate();
    const told = await t.db.withProvider((tx) => tx.select().from(notices));
    for (const notice of told.filter(({ kind }) => kind === "cloud"))
      expect(Object.keys(notice.body).sort()).toEqual(["account", "billingEvent", "id", "inExcess", "resource"]);
    const raised = await t.db.withProvider((tx) => tx.select().from(auditEntries));
    expect(raised.filter(({ action }) => action === "billing_event.raised")).toHaveLength(1);
  });
});
