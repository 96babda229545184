import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  billingEvents,
  charges,
  cloudExchanges,
  cronRuns,
  machineObservations,
  machines,
  probes,
  standings,
  statementLines,
  statements,
  usageBatches,
} from "@/db/schema";
import { type Context, inProvider, jobRequest } from "../context";
import { newId } from "../ids";
import type { JobRun } from "../jobs/start-due-jobs";
import { usageWorld } from "../usage/testing";
import { applyRetention, retention } from "./retention";

let t: Awaited<ReturnType<typeof usageWorld>>;
let parameterId: string;
let serviceId: string;
beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "units" });
  [{ id: parameterId = "" } = {}] = await t.db.providerSql<{ id: string }[]>`select id from subscription_parameters`;
  [{ id: serviceId = "" } = {}] = await t.db.providerSql<{ id: string }[]>`select id from services`;
});
afterAll(() => t.drop());

const now = new Date("2027-11-20T10:00:00Z");
const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test", now), work);
const run = (more: Partial<JobRun> = {}): JobRun => ({
  request: jobRequest("test", now),
  signal: new AbortController().signal,
  requireLease: async () => {},
  ...more,
});
const prune = () => applyRetention(run());
const customerId = "cust_acme";

/** A day within the retention of its kind, and one outside it. */
const young = (kind: keyof typeof retention) => daysAgo(retention[kind].days - 1);
const old = (kind: keyof typeof retention) => daysAgo(retention[kind].days + 1);

beforeEach(() =>
  provider(async ({ tx }) => {
    for (const table of [cloudExchanges, usageBatches, probes, machineObservations, cronRuns]) await tx.delete(table);
    for (const table of [charges, statementLines, statements, billingEvents, standings]) await tx.delete(table);
  }),
);

const exchange = (id: string, subjectKind: string | null, startedAt: Date) => ({
  id,
  cloudId: "cld_a",
  subjectKind,
  subjectId: subjectKind && "x",
  method: "GET",
  path: "/",
  startedAt,
});
const standing = (id: string, windowEnd: Date, more: Partial<typeof standings.$inferInsert> = {}) => ({
  customerId,
  id,
  parameterId,
  meter: "units",
  windowStart: new Date(windowEnd.getTime() - 3_600_000),
  windowEnd,
  dirty: false,
  over: false,
  ...more,
});

describe("retention", () => {
  test("exchanges: polls and tests of connections go after 14 days, a machine's after 90, an overflow's never", async () => {
    await provider(({ tx }) =>
      tx
        .insert(cloudExchanges)
        .values([
          exchange("poll old", "cloud", old("pollExchanges")),
          exchange("poll young", "cloud", young("pollExchanges")),
          exchange("test old", null, old("testExchanges")),
          exchange("test young", null, young("testExchanges")),
          exchange("machine old", "machine", old("machineExchanges")),
          exchange("machine young", "machine", young("machineExchanges")),
          exchange("overflow", "overflow", daysAgo(2000)),
          exchange("event", "billing_event", daysAgo(2000)),
        ]),
    );
    expect(await prune()).toEqual({ pollExchanges: 1, testExchanges: 1, machineExchanges: 1, idle: false });
    const left = await provider(({ tx }) => tx.select({ id: cloudExchanges.id }).from(cloudExchanges));
    expect(left.map(({ id }) => id).sort()).toEqual(["event", "machine young", "overflow", "poll young", "test young"]);
    expect(await prune()).toEqual({ idle: true });
  });

  test("standings: readings of a long closed window go, unless it is to be judged again", async () => {
    const readings = [
      { machineId: "mach_a", cloudId: "cld_a", overflow: false, tick: "2026-11-20T10:00Z", value: "1" },
    ];
    await provider(({ tx }) =>
      tx
        .insert(standings)
        .values([
          standing("old", old("readings"), { readings }),
          standing("dirty", daysAgo(retention.readings.days + 2), { readings, dirty: true }),
          standing("young", young("readings"), { readings }),
        ]),
    );
    expect(await prune()).toEqual({ readings: 1, idle: false });
    const rows = await provider(({ tx }) => tx.select().from(standings).orderBy(standings.id));
    expect(rows.map(({ id, readings: left }) => [id, left === null])).toEqual([
      ["dirty", false],
      ["old", true],
      ["young", false],
    ]);
  });

  test("standings: a window in which nothing happened goes, one that money or a warning refers to stays", async () => {
    const at = (n: number) => new Date(old("idleStandings").getTime() - n * 3_600_000);
    const event = {
      customerId,
      parameterId,
      meter: "units",
      subscriptionId: "subs_1",
      cloudId: "cld_a",
      currency: "EUR",
    };
    await provider(async ({ tx }) => {
      await tx
        .insert(standings)
        .values([
          standing("idle", at(0)),
          standing("over", at(1), { over: true }),
          standing("warned", at(2), { thresholdMetAt: at(2) }),
          standing("dirty", at(3), { dirty: true }),
          standing("event", at(4)),
          standing("charged", at(5)),
          standing("young", young("idleStandings")),
        ]);
      await tx.insert(billingEvents).values({
        ...event,
        id: "evt_1",
        number: 1,
        standingId: "event",
        windowStart: at(5),
        windowEnd: at(4),
        ordinal: 1,
        limit: "8",
        aggregate: "9",
        excess: "1",
        rate: "1",
        amountMinor: 100n,
        useByCloud: {},
        breakdown: {},
        raisedAt: at(4),
      });
      await tx.insert(statements).values({
        customerId,
        id: "stmt_1",
        periodStart: at(6),
        periodEnd: at(0),
        timeZone: "UTC",
        currency: "EUR",
        state: "draft",
        createdAt: at(5),
      });
      const billed = {
        customerId,
        parameterId,
        meter: "units",
        windowStart: at(6),
        windowEnd: at(5),
        quantity: "1",
        rate: "0",
        amountMinor: 0n,
        currency: "EUR",
        rounding: "",
        ordinal: 1,
        createdAt: at(5),
      };
      await tx.insert(statementLines).values({
        ...billed,
        id: "line_1",
        statementId: "stmt_1",
        meterName: "Units",
        unit: "units",
        decimals: 0,
        aggregation: "max",
        placement: "placed",
        useByCloud: {},
        billingStep: "1",
        changedAt: at(5),
      });
      const remitted = { increment: "1", cover: "0", remittedBefore: "0", state: "gratis" as const };
      await tx.insert(charges).values({ ...billed, ...remitted, id: "chrg_1", lineId: "line_1" });
    });
    expect(await prune()).toEqual({ idleStandings: 1, idle: false });
    const left = await provider(({ tx }) => tx.select({ id: standings.id }).from(standings));
    expect(left.map(({ id }) => id).sort()).toEqual(["charged", "dirty", "event", "over", "warned", "young"]);
  });

  test("receipts of batches go after 90 days", async () => {
    const counts = { records: 1, accepted: 1, duplicates: 0, conflicts: 0, rejected: 0, fates: {} };
    const batch = (receivedAt: Date) => ({
      id: newId("usageBatch", receivedAt),
      customerId,
      sourceKind: "agent" as const,
      actor: "x",
      ...counts,
      receivedAt,
    });
    const kept = batch(young("batches"));
    await provider(({ tx }) => tx.insert(usageBatches).values([batch(old("batches")), kept]));
    expect(await prune()).toEqual({ batches: 1, idle: false });
    expect(await provider(({ tx }) => tx.select().from(usageBatches))).toEqual([kept]);
  });

  test("outcomes of probes go after 35 days; the last observation of a machine 90 days after its retirement", async () => {
    const probe = (at: Date) => ({
      id: newId("probe", at),
      customerId,
      machineId: "mach_a",
      serviceId,
      name: "app",
      state: "ok" as const,
      at,
    });
    const observation = (machineId: string) => ({
      customerId,
      machineId,
      application: "running" as const,
      at: daysAgo(500),
    });
    const retire = (id: string, retiredAt: Date | null) =>
      provider(({ tx }) => tx.update(machines).set({ retiredAt }).where(eq(machines.id, id)));
    const kept = probe(young("probes"));
    await provider(async ({ tx }) => {
      await tx.insert(probes).values([probe(old("probes")), kept]);
      await tx.insert(machineObservations).values([observation("mach_a"), observation("mach_b")]);
    });
    await retire("mach_b", young("observations"));
    expect(await prune()).toEqual({ probes: 1, idle: false });
    await retire("mach_b", old("observations"));
    expect(await prune()).toEqual({ observations: 1, idle: false });
    await retire("mach_b", null);
    expect((await provider(({ tx }) => tx.select().from(probes))).map(({ id }) => id)).toEqual([kept.id]);
    const left = await provider(({ tx }) => tx.select().from(machineObservations));
    expect(left.map(({ machineId }) => machineId)).toEqual(["mach_a"]);
  });

  test("runs of jobs go after a week", async () => {
    const jobRun = (startedAt: Date) => ({ id: newId("cronRun", startedAt), job: "notices", startedAt });
    const kept = jobRun(young("runs"));
    await provider(({ tx }) => tx.insert(cronRuns).values([jobRun(old("runs")), kept]));
    expect(await prune()).toEqual({ runs: 1, idle: false });
    expect((await provider(({ tx }) => tx.select().from(cronRuns))).map(({ id }) => id)).toEqual([kept.id]);
  });

  test("what is left of a run that lost its lease is left to the next holder", async () => {
    await provider(({ tx }) => tx.insert(cloudExchanges).values(exchange("poll old", "cloud", old("pollExchanges"))));
    const lost = new AbortController();
    lost.abort(new Error("The lease is lost."));
    await expect(applyRetention(run({ signal: lost.signal }))).rejects.toThrow("The lease is lost.");
    expect(await prune()).toEqual({ pollExchanges: 1, idle: false });
  });
});

test("of 100,000 rows a piece is found by an index, without reading the table", { timeout: 120_000 }, async () => {
  const owner = postgres(t.ownerUrl, { max: 1, onnotice: () => {} });
  const from = daysAgo(1000).toISOString();
  await provider(async ({ tx }) => {
    // A row every quarter of an hour: about a third of them is old for the longest retention.
    const at = sql`(${from}::timestamptz + n * interval '15 minutes')`;
    const id = (prefix: string) =>
      sql`${prefix} || '_' || lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || lpad(n::text, 14, '0')`;
    const rows = sql`from generate_series(1, 100000) as n`;
    await tx.execute(sql`insert into cloud_exchanges (id, cloud_id, subject_kind, subject_id, method, path, started_at)
      select 'x' || n, 'cld_a', (array['cloud', 'machine', 'overflow'])[1 + n % 3], 'x', 'GET', '/', ${at} ${rows}`);
    await tx.execute(sql`insert into standings (customer_id, id, parameter_id, meter, window_start, window_end, dirty, over, readings)
      select ${customerId}, 's' || n, ${parameterId}, 'units', ${at}, ${at} + interval '1 hour', false, n % 50 = 0, '[]' ${rows}`);
    await tx.execute(sql`insert into usage_batches (id, customer_id, source_kind, actor, records, accepted, duplicates, conflicts, rejected, fates, received_at)
      select ${id("btch")}, ${customerId}, 'agent', 'x', 1, 1, 0, 0, 0, '{}', ${at} ${rows}`);
    await tx.execute(sql`insert into usage_reservations (customer_id, id, meter, cloud_id, quantity, reserved_by, reserved_at, expires_at)
      select ${customerId}, ${id("ures")}, 'units', 'on-premises', 1, 'x', ${at}, ${at} ${rows}`);
    await tx.execute(sql`insert into probes (customer_id, id, machine_id, service_id, name, state, at)
      select ${customerId}, ${id("prob")}, 'mach_a', ${serviceId}, 'app', 'ok', ${at} ${rows}`);
    await tx.execute(sql`insert into idempotent_requests
      (principal, key_hash, fingerprint, claimed_by, claimed_until, created_at, expires_at)
      select 'key_a', 'k' || n, 'f', 'req', ${at}, ${at}, ${at} ${rows}`);
    await tx.execute(sql`insert into cron_runs (id, job, started_at)
      select ${id("cron")}, 'notices', ${at} ${rows}`);
    await tx.execute(sql`insert into request_limits (key, points, expire)
      select 'key:' || n, 1, (extract(epoch from ${at}) * 1000)::bigint ${rows}`);
    await tx.execute(sql`insert into ended_sessions (id, ended_at, expires_at) select 's' || n, ${at}, ${at} ${rows}`);
  });
  await owner`analyze`;
  await owner.end();
  const large = [
    "cloud_exchanges",
    "cron_runs",
    "idempotent_requests",
    "probes",
    "standings",
    "usage_batches",
    "usage_reservations",
    "request_limits",
    "ended_sessions",
  ];
  for (const [kind, { days, prune: pruneKind }] of Object.entries(retention)) {
    const read = await provider(async (ctx) => {
      const rows = await pruneKind(ctx, { before: daysAgo(days), limit: 1000 });
      const [scans] = await ctx.tx.execute<{ scans: number }>(
        sql`select coalesce(sum(seq_scan), 0)::int as scans from pg_stat_xact_user_tables
             where relname = any(${sql.param(large)})`,
      );
      return { kind, rows, scans: scans?.scans };
    });
    const expected = ["testExchanges", "observations", "uploads"].includes(kind) ? 0 : 1000;
    expect(read).toEqual({ kind, rows: expected, scans: 0 });
  }
});
