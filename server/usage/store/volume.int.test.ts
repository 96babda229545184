import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { watchPlans } from "@/db/testing-plans";
import { type Context, inCustomer, inProvider, jobRequest } from "../../context";
import { batchOf, record } from "./contract/contract-actions";
import { postgresStore as store } from "./postgres";

// Plans at 100,000 rows: 20 customers with 5 machines each, hourly readings of 1,000 hours, in two clouds; the last use
// of 100,000 other machines.
const hours = 1000;
const begin = new Date("2026-09-15T00:00:00Z");
const end = new Date(begin.getTime() + hours * 3_600_000);
const request = jobRequest("volume", end);

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let watch: ReturnType<typeof watchPlans>;
beforeAll(async () => {
  t = await makeTestDatabase();
  const address = new URL(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "");
  address.pathname = new URL(t.url).pathname;
  // The superuser loads and analyzes past roles and policies.
  const bare = postgres(address.toString(), { max: 1, onnotice: () => {} });
  await bare`select ensure_usage_month(month) from generate_series(${begin}::timestamptz, ${end}, interval '28 days') month`;
  await bare`
    create temporary table world as
    select 'cust_' || c as customer, 'mach_' || c || '_' || m as machine, 'cld_' || m % 2 as cloud,
           ${begin}::timestamptz + h * interval '1 hour' as at, gen_random_uuid() as digest
      from generate_series(0, ${hours - 1}) h, generate_series(1, 20) c, generate_series(1, 5) m
     order by h`;
  await bare`
    insert into usage_ticks (customer_id, meter, tick, cloud_id, machine_id, overflow, sum, last, last_at, records)
    select customer, 'units', at, cloud, machine, false, 1, 1, at, 1 from world`;
  await bare`insert into usage_keys (customer_id, digest, content_hash, received_at) select customer, digest, digest, at from world`;
  await bare`
    insert into usage_records (customer_id, digest, source, event_id, source_kind, meter, machine_id, cloud_id, quantity,
                               ended_at, fate, batch_id, received_at)
    select customer, digest, machine, digest::text, 'agent', 'units', machine, cloud, 1, at, 'counted', 'ubat_1', at from world`;
  // What waits for staff: 5,000 records of a customer of its own.
  for (const columns of [
    "usage_keys (customer_id, digest, content_hash, received_at) select 'cust_waits', digest, digest, at",
    `usage_records (customer_id, digest, source, event_id, source_kind, meter, cloud_id, quantity, ended_at, fate, batch_id, received_at)
     select 'cust_waits', digest, machine, digest::text, 'agent', 'units', cloud, 1, at, 'set_aside', 'ubat_2', at`,
  ])
    await bare.unsafe(`insert into ${columns} from world where customer = 'cust_7'`);
  while ((await inProvider(request, (ctx) => store.settle(ctx, 5000))) > 0);
  await bare`
    insert into usage_spans
    select 'cust_old_' || c, 'meter_' || m, 'cld_1', 'mach_old', '', false, ${begin}, ${begin}, 1, ${begin}
      from generate_series(1, 20000) c, generate_series(1, 5) m`;
  for (const table of ["ticks", "hours", "spans", "marks", "keys", "records"])
    await bare.unsafe(`vacuum analyze usage_${table}`);
  await bare.end();
  watch = watchPlans(t.url);
});
afterAll(async () => {
  await watch.end();
  await t.drop();
});

const counters = ["processor"];
const one = ["cust_7"];
const everybody = Array.from({ length: 20 }, (_, n) => `cust_${n + 1}`);
const week = { from: new Date("2026-10-05T00:00:00Z"), to: new Date("2026-10-12T00:00:00Z") };
const today = { from: new Date("2026-10-10T00:00:00Z"), to: new Date("2026-10-11T00:00:00Z") };
const own = { customerId: "cust_7", meter: "units", kind: "gauge" as const, ...week, groupBy: "cloud" as const };
const all = { ...own, customerId: undefined, ...today };
const year = { from: new Date(end.getTime() - 365 * 86_400_000), to: end };

type Read = [string, (ctx: Context) => Promise<unknown>];
const reads: Read[] = [
  [
    "the ticks of a window",
    (ctx) => store.ticks(ctx, [{ customerId: "cust_7", meter: "units", kind: "gauge", ...week }]),
  ],
  [
    "a machine's last value",
    (ctx) => store.lastValue(ctx, { customerId: "cust_7", meter: "units", machineId: "mach_7_1" }),
  ],
  ["a gauge's series", (ctx) => store.series(ctx, { ...own, grain: "hour" })],
  ["a gauge's series of one machine", (ctx) => store.series(ctx, { ...own, machineId: "mach_7_1", grain: "hour" })],
  ["a gauge's series by service", (ctx) => store.series(ctx, { ...own, groupBy: "service", grain: "day" })],
  ["a counter's series", (ctx) => store.series(ctx, { ...own, kind: "counter", grain: "day" })],
  ["everybody's series of a day", (ctx) => store.series(ctx, { ...all, grain: "hour" })],
  ["everybody's series of a service", (ctx) => store.series(ctx, { ...all, serviceIds: ["svc_1"], grain: "hour" })],
  [
    "everybody's series of a day by customer",
    (ctx) => store.series(ctx, { ...all, groupBy: "customer", grain: "hour" }),
  ],
  ["everybody's year by day", (ctx) => store.series(ctx, { ...all, ...year, grain: "day" })],
  ["a year's series by machine", (ctx) => store.series(ctx, { ...own, ...year, groupBy: "machine", grain: "day" })],
  ["everybody's last values", (ctx) => store.lastValues(ctx, all)],
  [
    "a machine's last tick",
    (ctx) => store.lastTicks(ctx, [{ customerId: "cust_7", meter: "units", kind: "gauge", ...today }]),
  ],
  ["everybody's sums by cloud", (ctx) => store.sumsByCloud(ctx, { ...all, kind: "counter" })],
  ["the machines that reported", (ctx) => store.reporters(ctx, own)],
  ["the machines of all that reported", (ctx) => store.reporters(ctx, all)],
  ["a customer's history", (ctx) => store.histories(ctx, { customerId: "cust_7" })],
  [
    "the contents of a thousand digests",
    (ctx) => store.contents(ctx, { customerId: "cust_7", digests: Array.from({ length: 1000 }, () => randomUUID()) }),
  ],
  ["a page of records", (ctx) => store.records(ctx, { customerIds: one, counters, limit: 100 })],
  [
    "a page of records of a week",
    (ctx) => store.records(ctx, { customerIds: one, counters, ...week, meter: "units", limit: 100 }),
  ],
  [
    "a page of a counter's records of a week",
    (ctx) => store.records(ctx, { customerIds: one, counters, ...week, meter: "processor", limit: 100 }),
  ],
  ["a page of everybody's records", (ctx) => store.records(ctx, { customerIds: everybody, counters, limit: 100 })],
  ["a later page of everybody's records", (ctx) => laterPage(ctx)],
  ["fates of a week", (ctx) => store.fateCounts(ctx, { customerId: "cust_7", counters, ...week, groupBy: "machine" })],
  ["everybody's fates of a day", (ctx) => store.fateCounts(ctx, { counters, ...today, groupBy: "cloud" })],
];

async function laterPage(ctx: Context): Promise<unknown> {
  const query = { customerIds: everybody, counters, limit: 100 };
  const { nextCursor } = await store.records(ctx, query);
  return store.records(ctx, { ...query, cursor: nextCursor });
}

/** Asserts that work reads the tables of usage, and none of them from begin to end. */
async function expectIndexes(work: () => Promise<unknown>): Promise<void> {
  const scans = await watch.scansOf(work);
  expect(scans.length).toBeGreaterThan(0);
  // Nothing is marked here: an empty table is read as a whole.
  expect(scans.filter(({ node, table }) => node === "Seq Scan" && table !== "usage_marks")).toEqual([]);
}

describe("at 100,000 rows no table of usage is read from begin to end", () => {
  test.each(reads)("%s", (_, read) => expectIndexes(() => inProvider(request, read)));

  test("a customer's own page, in the customer's role", () =>
    expectIndexes(() =>
      inCustomer(request, "cust_7", (ctx) => store.records(ctx, { customerIds: one, counters, limit: 100 })),
    ));

  test("one record is read in the month of its time, and one that waits where it came in", async () => {
    const { rows } = await inProvider(request, (ctx) => store.records(ctx, { customerIds: one, counters, limit: 1 }));
    const [{ digest, endedAt } = { digest: "", endedAt: end }] = rows;
    const found = await watch.scansOf(() =>
      inCustomer(request, "cust_7", async (ctx) => {
        expect(await store.record(ctx, { customerId: "cust_7", digest, endedAt })).toMatchObject({ digest });
      }),
    );
    // Five machines of the customer report at each hour.
    expect(found).toMatchObject([{ table: "usage_records_2026_10", rows: 5 }]);
    const waits = await watch.scansOf(() =>
      inCustomer(request, "cust_waits", async (ctx) => {
        expect(await store.setAsideRecord(ctx, { customerId: "cust_waits", digest })).toMatchObject({ digest });
      }),
    );
    expect(waits.reduce((sum, { rows }) => sum + (rows ?? 0), 0)).toBeLessThan(10);
  });

  test("everybody's history reads a row of each machine, and no tick", async () => {
    const scans = await watch.scansOf(() => inProvider(request, (ctx) => store.histories(ctx, {})));
    expect(scans).toMatchObject([{ table: "usage_spans", rows: 100_100 }]);
  });

  test("appending a thousand records, half of them known", async () => {
    const known = await inProvider(request, (ctx) => store.records(ctx, { customerIds: one, counters, limit: 500 }));
    const again = known.rows.map((stored) => ({ ...record(), ...stored, content: stored.digest }));
    const fresh = Array.from({ length: 500 }, () => record({ endedAt: week.from, machineId: "mach_7_1" }));
    const scanned = await inProvider(request, async (ctx) => {
      const answer = await store.append(ctx, batchOf("cust_7", [...again, ...fresh]));
      expect([answer.fresh.size, answer.conflicting.size]).toEqual([500, 0]);
      return ctx.tx.execute(
        sql`select relname from pg_stat_xact_user_tables
             where relname like 'usage_%' and relname <> 'usage_marks' and seq_scan > 0`,
      );
    });
    expect([...scanned]).toEqual([]);
  });
});
