import Decimal from "decimal.js";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { usageAuthorities } from "@/db/schema";
import { keyRequest, machineRequest, usageWorld, use } from "../testing";
import { recordUsage } from "./record-usage";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "requests", period: "15min" });
});
afterAll(() => t.drop());

const program = (records: ReturnType<typeof use>[]) =>
  recordUsage(keyRequest("cust_acme"), { sourceKind: "program", customerId: "cust_acme", records });
const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 3, minute, 30));
const subjects = ["mach_a", "mach_b", "mach_over", "mach_desk"];

describe("order", () => {
  test("however records are cut into batches, ordered and repeated, the rollups are the same", async () => {
    const record = fc.record({
      meter: fc.constantFrom("processor", "storage"),
      quantity: fc.tuple(fc.nat(1000), fc.nat(999)).map(([whole, part]) => new Decimal(`${whole}.${part}`).toFixed()),
      minute: fc.integer({ min: 0, max: 120 }),
      length: fc.integer({ min: 0, max: 60 }),
      cloud: fc.constantFrom("cloud-a", "cloud-b"),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat(1000)),
        async (drawn, dice) => {
          run += 1;
          const list = drawn.map(({ meter, quantity, minute, length, cloud }, n) => {
            const at = new Date(Date.UTC(2026, 10, 19, 0, minute));
            const start = meter === "processor" ? new Date(at.getTime() - length * 60_000) : null;
            return use({ id: `p${run}-${n}`, meter, quantity, at, start, cloud, subject: null });
          });
          const whole = { sourceKind: "program" as const, customerId: "cust_acme", records: list };
          await recordUsage(keyRequest("cust_acme"), whole);
          const die = () => dice.next().value as number;
          const shuffled = [...list, ...list.slice(0, die() % (list.length + 1))]
            .map((one) => [die(), one] as const)
            .sort(([a], [b]) => a - b)
            .map(([, one]) => one);
          while (shuffled.length > 0) {
            const records = shuffled.splice(0, 1 + (die() % 5));
            await recordUsage(keyRequest("cust_other"), { sourceKind: "program", customerId: "cust_other", records });
          }
          const rollups = await t.db.providerSql`
          select meter, tick, cloud_id, trim_scale(sum) as sum, trim_scale(last) as last, last_at, records
            from usage_ticks where customer_id = 'cust_acme' and tick >= '2026-11-18' and tick < '2026-11-19 12:00'
          except
          select meter, tick, cloud_id, trim_scale(sum), trim_scale(last), last_at, records
            from usage_ticks where customer_id = 'cust_other'`;
          expect(rollups).toHaveLength(0);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("batches at once", () => {
  test("overlapping batches from 8 connections: each record is counted once", async () => {
    const pool = Array.from({ length: 600 }, (_, n) =>
      use({ meter: "requests", quantity: String(n + 1), at: at(n % 60), subject: subjects[n % 4] ?? null }),
    );
    const turned = (n: number) => [...pool.slice(n * 70), ...pool.slice(0, n * 70)].slice(0, 450);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) => program(n % 2 ? turned(n % 8) : turned(n % 8).reverse())),
    );
    const total = (pick: (answer: (typeof answers)[number]) => number) =>
      answers.reduce((sum, answer) => sum + pick(answer), 0);
    expect(total(({ accepted }) => accepted)).toBe(600);
    expect(total(({ accepted, duplicates }) => accepted + duplicates)).toBe(16 * 450);
    const [row] = await t.db
      .providerSql`select trim_scale(sum(sum)) as sum, sum(records)::int as records from usage_ticks where meter = 'requests'`;
    expect(row).toEqual({ sum: String((600 * 601) / 2), records: 600 });
    const [dirty] = await t.db.providerSql`select count(*)::int as n from standings where dirty`;
    expect(dirty?.n).toBe(4);
  });

  test("two source kinds that come first at once: one of them rules, and nothing is added twice", async () => {
    const request = (n: number) => (n % 2 ? machineRequest("mach_a") : keyRequest("cust_acme"));
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        recordUsage(request(n), {
          sourceKind: n % 2 ? "agent" : "program",
          customerId: "cust_acme",
          records: [use({ meter: "memory", source: n % 2 ? "mach_a" : "program", quantity: "1" })],
        }),
      ),
    );
    const rows = await t.db.withProvider((tx) => tx.select().from(usageAuthorities));
    expect(rows.filter(({ meter }) => meter === "memory")).toHaveLength(1);
    const [sum] = await t.db.withProvider((tx) =>
      tx.execute(sql`select trim_scale(sum(sum)) as sum from usage_ticks where meter = 'memory'`),
    );
    expect(sum).toEqual({ sum: "4" });
  });

  test("a new month's partition is made once", async () => {
    const month = (n: number) => new Date(Date.UTC(2025, n % 3, 5));
    await Promise.all(
      Array.from({ length: 9 }, (_, n) =>
        program([use({ meter: "bandwidth", at: month(n) }), use({ meter: "bandwidth", at: month(n + 1) })]),
      ),
    );
    const [row] = await t.db.providerSql`select count(*)::int as n from usage_records where meter = 'bandwidth'`;
    expect(row?.n).toBe(18);
  });

  test("no two of them waited for each other", async () => {
    const [row] = await t.db
      .providerSql`select deadlocks::int as n from pg_stat_database where datname = current_database()`;
    expect(row?.n).toBe(0);
  });
});
