import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "@/db";
import { makeTestDatabase } from "@/db/testing";
import { type Context, inProvider, jobRequest } from "../context";
import { tried } from "../tried";
import { lockedConflicts } from "./corrections/usage-conflicts";
import { forgetRecords, recordedElsewhere, replaceImportRecords, standingRecords } from "./imports/recorded-uses";
import { usageStore } from "./store/usage-store";
import type { TickWindow } from "./store/use-over-time";
import { tickMs } from "./ticks";

// As on an installation that was just made and filled: each statement was planned while its tables were empty, and
// nothing has been analyzed since. 20,000 rows a table of one customer; a thousand of them are asked for.
const [rows, asked] = [20_000, 1_000];
const begin = new Date("2026-11-02T00:00:00Z");
const request = jobRequest("fresh", new Date("2026-11-29T00:00:00Z"));
const customerId = "cust_full";
const uuid = (text: string) =>
  createHash("md5")
    .update(text)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
const numbers = Array.from({ length: asked }, (_, n) => n * (rows / asked) + 1);
const digests = numbers.map((n) => uuid(`r${n}`));
const records = numbers.map((n) => ({ digest: uuid(`r${n}`), endedAt: new Date(begin.getTime() + n * 60_000) }));
const windows = numbers.slice(0, 100).map((n): TickWindow & { kind: "gauge" } => {
  const from = new Date(begin.getTime() + (n % 1300) * tickMs);
  return {
    customerId: `cust_${n}`,
    meter: "units",
    kind: "gauge",
    from,
    to: new Date(from.getTime() + 30 * 96 * tickMs),
  };
});

/** What is looked up, and how many rows of tables are read for it: least, and most. */
type Lookup = [string, (ctx: Context) => Promise<unknown>, [number, number]];
/** An entry of an index, or two, for each that is asked for. */
const byName: [number, number] = [asked, asked * 3];
/** What is changed is joined: each table that is named may be read, and never once for each that is asked for. */
const joined: [number, number] = [asked, rows * 3];
const lookups: Lookup[] = [
  ["contents", (ctx) => usageStore.contents(ctx, { customerId, digests }), byName],
  ["times of identities", (ctx) => usageStore.identityTimes(ctx, { customerId, digests }), byName],
  ["what stands for records", (ctx) => usageStore.standing(ctx, { customerId, records }), byName],
  ["records by name", (ctx) => usageStore.locked(ctx, { customerId, records }), byName],
  ["records that are set aside", (ctx) => usageStore.setAsideOf(ctx, { customerId: "cust_waits", digests }), byName],
  [
    "uses that another import recorded",
    (ctx) => recordedElsewhere(ctx, { customerId, importId: "uimp_2", uses: digests }),
    byName,
  ],
  ["records that stand for rows", (ctx) => standingRecords(ctx, { customerId, records }), byName],
  ["rows to forget", (ctx) => forgetRecords(ctx, { customerId, digests }), joined],
  [
    "rows that others stand for",
    (ctx) =>
      replaceImportRecords(ctx, {
        customerId,
        replacements: new Map(records.map((one) => [one.digest, { ...one, digest: uuid(`by ${one.digest}`) }])),
      }),
    joined,
  ],
  ["conflicts", (ctx) => lockedConflicts(ctx, { customerId, digests }), byName],
  ["ticks of many windows", (ctx) => usageStore.ticks(ctx, windows), [windows.length, windows.length * 3]],
  [
    "sums of many windows",
    (ctx) =>
      usageStore.decidingSums(
        ctx,
        windows.map((window) => ({ ...window, only: { by: "peak" } })),
      ),
    [windows.length, windows.length * 3],
  ],
  ["use now of many windows", (ctx) => usageStore.lastTicks(ctx, windows), [windows.length, windows.length * 3]],
];

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let oneWire: Database;
beforeAll(async () => {
  t = await makeTestDatabase();
  // One connection, whose statements are planned once.
  oneWire = openDatabase(t.url, { connections: 1 });
  (globalThis as { spillwayDatabase?: Database }).spillwayDatabase = oneWire;
  const address = new URL(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "");
  address.pathname = new URL(t.url).pathname;
  const bare = postgres(address.toString(), { max: 1, onnotice: () => {}, connection: { TimeZone: "UTC" } });
  await bare`select ensure_usage_month(${begin})`;
  const tables = await bare<{ name: string }[]>`
    select oid::regclass::text as name from pg_class where relname like 'usage_%' and relkind = 'r'`;
  for (const { name } of tables) await bare.unsafe(`alter table ${name} set (autovacuum_enabled = false)`);
  // Some throw, since nothing is there yet.
  for (const [, look] of lookups) for (let n = 0; n < 8; n++) await inProvider(request, look).catch(() => {});
  await bare`
    create temporary table world as
    select md5('r' || n)::uuid as digest, ${begin}::timestamptz + n * interval '1 minute' as at, n from generate_series(1, ${rows}) n`;
  const filled: [table: string, columns: string, values: string][] = [
    ["usage_keys", "customer_id, digest, content_hash, received_at, ended_at", "c.id, digest, digest, at, at"],
    [
      "usage_records",
      "customer_id, digest, source, event_id, source_kind, meter, cloud_id, quantity, ended_at, fate, batch_id, received_at",
      "c.id, digest, 's', n::text, 'file', 'requests', 'cld_a', 1, at, case c.id when 'cust_waits' then 'set_aside' else 'counted' end, 'b', at",
    ],
    ["usage_import_uses", "customer_id, use, import_id", "c.id, digest, 'uimp_1'"],
    [
      "usage_import_records",
      "customer_id, digest, ended_at, use, quantity, meter, import_id, cloud_id, billing_account, period_start",
      "c.id, digest, at, digest, 1, 'requests', 'uimp_1', 'cld_a', 'a', at",
    ],
    [
      "usage_conflicts",
      "customer_id, digest, ended_at, first_digest, source, sent_by, came_at",
      "c.id, digest, at, digest, 's', 's', at",
    ],
    ["usage_corrected_records", "customer_id, digest, ended_at, correction_id", "c.id, digest, at, 'ucor_1'"],
  ];
  await bare`set session_replication_role = replica`;
  for (const [table, columns, values] of filled)
    await bare.unsafe(
      `insert into ${table} (${columns}) select ${values} from world, (values ('${customerId}'), ('cust_waits')) as c (id)`,
    );
  await bare`
    insert into usage_imports (customer_id, id, file_name, file_sha256, state, rows, counted, listed, duplicates, reasons, totals, imported_by, imported_at, cloud_id)
    select ${customerId}, 'uimp_' || n, 'f', 's', 'finished', 1, 1, 0, 0, '{}', '{}', 's', ${begin}, 'cld_a' from generate_series(1, 2) n`;
  await bare`set session_replication_role = origin`;
  await bare`
    insert into usage_ticks (customer_id, meter, tick, cloud_id, machine_id, overflow, sum, last, last_at, records)
    select 'cust_' || n, 'units', ${begin}::timestamptz + m * interval '1 day', 'cld_a', 'mach_1', false, 1, 1, at, 1
      from world, generate_series(0, 4) m where n <= 4000`;
  await bare.end();
  while ((await inProvider(request, (ctx) => usageStore.settle(ctx, 5000))) > 0);
});
afterAll(async () => {
  await oneWire.end();
  await t.drop();
});

describe("on tables that were never analyzed what is looked up by name is read, and little else", () => {
  test.each(lookups)("%s", async (_, look, [least, most]) => {
    const read = await inProvider(request, (ctx) =>
      tried(ctx, async () => {
        const before = await rowsRead(ctx);
        await look(ctx);
        const after = await rowsRead(ctx);
        return [...after].reduce((sum, [table, rows]) => sum + rows - (before.get(table) ?? 0), 0);
      }),
    );
    expect(read).toBeGreaterThanOrEqual(least);
    expect(read).toBeLessThanOrEqual(most);
  });
});

/** What this connection has read of each table. */
async function rowsRead({ tx }: Context): Promise<Map<string, number>> {
  const rows = await tx.execute<{ table: string; rows: number }>(sql`
    select relname as table, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
      from pg_stat_xact_user_tables where relname like 'usage_%'`);
  return new Map(rows.map(({ table, rows }) => [table, rows]));
}
