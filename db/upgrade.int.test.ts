import { createHash, createPrivateKey, createPublicKey, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as heartbeat } from "@/app/api/machines/heartbeat/route";
import { clockNow } from "@/server/clock";
import { openConnection } from "@/server/clouds/connection";
import { kindOf } from "@/server/clouds/registry";
import { inProvider, jobRequest } from "@/server/context";
import { userOfSession } from "@/server/identity/current-user";
import { sessionOf } from "@/server/identity/testing/session-of";
import { moneyToDecimal } from "@/server/money";
import { readExact, sumExact, writeExact } from "@/server/quantity";
import { SimulatedAgent, throughHandlers } from "@/server/setup/testing/simulated-agent";
import { createCallerFactory } from "@/server/trpc/init";
import { appRouter } from "@/server/trpc/root";
import { evaluateDirtyStandings } from "@/server/workflow/evaluate";
import { type Database, openDatabase } from "./index";
import { migrate } from "./run-migrations";
import { cloudConnections, users } from "./schema";

/**
 * An installation of version 0.1.0 (fixtures/installation-0.1.0: a dump of its database, the figures that it showed at
 * that instant, one machine's key) is upgraded by the newer migrations: all its figures are as before, its standings
 * are judged alike, its machines are served.
 */
const fixture = join(process.cwd(), "fixtures/installation-0.1.0");
type Row = Record<string, unknown>;
type Figures = {
  about: { clock: string; origin: string };
  sql: Record<string, { query: string; rows: Row[] }>;
  reads: Record<string, { as: string; procedure: string; input?: unknown; company?: string; answer: unknown }>;
  rejudged: { counts: Row };
};
const figures = JSON.parse(gunzipSync(readFileSync(join(fixture, "figures.json.gz"))).toString()) as Figures;
const machine = JSON.parse(readFileSync(join(fixture, "machine.json"), "utf8"));
const clock = new Date(figures.about.clock);

/** Figures whose columns have new homes: asked of those instead. The rows expected are the old ones. */
const movedQueries: Record<string, string> = {
  clouds:
    "select slug, name, driver, color_index, driver <> 'none' as starts_machines from clouds order by color_index",
  limits: `select c.identifier, p.id, p.meter, t.limit_quantity::text as limit, p.period, p.anchor_day,
      t.threshold_percent::text, t.over_rate::text, nullif(t.under_credit, 0)::text as under_credit, p.billing_factor::text, t.billing_step::text,
      p.placement, t.overflow_policy, t.overflow_machines_max, t.cost_cap_minor::text, t.answer_minutes
    from subscription_parameters p join customers c on c.id = p.customer_id
    join limit_terms t on t.customer_id = p.customer_id and t.parameter_id = p.id order by 1, 3, 2`,
};

type Answer = Record<string, unknown>;
/** Fields of a screen's figures that have new names: the answer with the old ones. */
const movedFields: Record<string, (answer: Answer[]) => Answer[]> = {
  "clouds.figures": (clouds) =>
    clouds.map(({ settings, capabilities, ...cloud }) => ({
      ...cloud,
      startsMachines: Array.isArray(capabilities) && capabilities.includes("machines"),
      ...(settings === null ? {} : settings),
    })),
};

/** Answers whose fields have new names: the old answer in the new words. */
const restated: Record<string, (answer: Row) => Row> = {
  "billing.period": restatePeriod,
  "billing.eventCounts": restateCounts,
  "operations.eventCounts": restateCounts,
  "operations.overview": restateOverview,
  "usage.providerImports": ({ imports, next }) => ({ rows: imports, nextCursor: next }),
  "usage.unassigned": (senders) => ({ senders, more: false }),
  "usage.now": (answer) => ({ ...answer, at: clock.toISOString() }),
  "subscriptions.ofCustomer": restateSubscriptions,
};

/**
 * Answers that were wrong: the use now left out a machine that stores 40.125 GiB and had not reported in the newest
 * ticks. A chart's newest point holds the use now.
 */
const corrected: Record<string, (answer: Row) => Row> = {
  "console: storage in November": (answer) => newestPoint(answer, { total: "42442.125" }),
  "tallaght-vets: storage in November": (answer) => newestPoint(answer, { total: "380.125" }),
  "tallaght-vets: storage now": ({ clouds, ...answer }) => ({
    ...answer,
    clouds: [{ cloudId: lateCloud, quantity: "40.125", overflow: "0" }, ...(clouds as Row[])],
  }),
};
const lateCloud = "cld_01k9zk3xm871hp2emx6aekzzan";

/** The standing of the same machine's limit. */
function correctedStanding(row: Row): Row {
  if (row.parameter_id !== "spar_01kb4cq1080rkcmymnd9qhexhz" || (row.window_start as Date) < november) return row;
  const figures = row.figures as { byCloud: Row };
  const byCloud = { ...figures.byCloud, [lateCloud]: { ordinary: "40.125", carried: "0" } };
  return { ...row, figures: { ...figures, byCloud, use: "380.125", ordinary: "380.125", covered: "380.125" } };
}
const november = new Date("2026-11-01T00:00:00Z");

/** The last point with another total. */
function newestPoint(answer: Row, change: Row): Row {
  const points = answer.points as Row[];
  const { values: _, ...last } = points.at(-1) ?? {};
  return { ...answer, points: [...points.slice(0, -1), { ...last, ...change }] };
}

/** Procedures that are gone: the accounts of all customers are read customer by customer, or as sums. */
const gone = ["licenses.accountsAll"];

/** The overview counts the records of an hour instead of a day, no customers, and of overflows those that go on. */
function restateOverview({ customers: _, records: __, ...overview }: Row): Row {
  const { declined: ___, ...overflows } = overview.overflows as Row;
  return { ...overview, overflows };
}

/** A count names whether there are more than it counted. */
function restateCounts(counts: Row): Row {
  return Object.fromEntries(Object.entries(counts).map(([group, n]) => [group, { n, more: false }]));
}

/**
 * A statement line joined from six tables is a stored line: event, machine and figures are fields of its own. A fee
 * names its month, and how it was worked out.
 */
function restatePeriod(period: Row): Row {
  const lines = (period.lines as Row[]).map(({ key: _, overflowState: __, number, ordinal, figures, ...line }) => {
    const { aggregate, increment, overflow, excess, byCloud } = figures as Record<string, string>;
    const { overflowMachine, charges, ...same } = line;
    return {
      ...same,
      charges,
      eventNumber: number,
      eventOrdinal: ordinal,
      overflowMachineName: overflowMachine,
      used: aggregate,
      covered: writeExact(readExact(aggregate ?? "").minus(readExact(increment ?? ""))),
      overflow,
      excess,
      useByCloud: byCloud,
      quantity: writeExact(
        sumExact((charges as Record<string, string>[]).map((charge) => readExact(charge.quantity ?? ""))),
      ),
    };
  });
  const { incrementsMinor: useMinor, currency, ...rest } = period;
  const { start, end } = period as { start: string; end: string };
  const fees = (period.fees as Row[]).map(({ validFrom, ...fee }) => {
    const whole = { start, end };
    const amount = moneyToDecimal({ minor: BigInt(fee.amountMinor as string), currency: currency as string });
    // Each was subscribed to before the month.
    expect((validFrom as string) <= start).toBe(true);
    return {
      ...{ ...without(fee, "id"), currency, period: whole, valid: whole, name: "Monthly fee", kind: "recurring" },
      ...{ priceMinor: fee.amountMinor, rounding: `${amount} ${currency} for the month.` },
    };
  });
  return { ...rest, currency, useMinor, fees, lines };
}

/** What a plan charges stands in its versions; the running periods compare it. */
function restateSubscriptions(rows: Row): Row {
  return (rows as unknown as Row[]).map((row) => ({
    ...row,
    plan: without(row.plan as Row, "monthlyFeeMinor", "currency"),
  })) as unknown as Row;
}

function without(row: Row, ...names: string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

let db: Database;
let root: postgres.Sql;
let drop: () => Promise<void>;

beforeAll(async () => {
  const superuserUrl = new URL(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "");
  const name = `upgrade_${randomBytes(6).toString("hex")}`;
  const inDatabase = (url: string | undefined) => Object.assign(new URL(url ?? ""), { pathname: `/${name}` }).href;
  const admin = postgres(superuserUrl.href, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template template0 owner spillway_owner`);
  const loader = postgres(inDatabase(superuserUrl.href), { max: 1, onnotice: () => {} });
  await loader.unsafe(gunzipSync(readFileSync(join(fixture, "installation.sql.gz"))).toString());
  await loader.end();
  const ownerUrl = inDatabase(process.env.SPILLWAY_TEST_OWNER_URL);
  expect((await migrate(ownerUrl, process.cwd())).applied).toBeGreaterThanOrEqual(0);
  const connection = { TimeZone: "UTC", search_path: "public" };
  root = postgres(inDatabase(superuserUrl.href), { max: 1, onnotice: () => {}, connection });
  await root`analyze`;
  const folder = mkdtempSync(join(tmpdir(), "spillway-upgrade-"));
  writeFileSync(join(folder, "clock"), clock.toISOString());
  Object.assign(process.env, {
    SPILLWAY_KEYS: machine.keys,
    NEXTAUTH_URL: machine.origin,
    SPILLWAY_ORIGIN: machine.origin,
    NEXTAUTH_SECRET: "for-tests-only-for-tests-only-for-tests",
    CRON_SECRET: "for-tests-only-for-tests",
    SPILLWAY_TEST_CLOCK: join(folder, "clock"),
    DATABASE_URL: inDatabase(process.env.SPILLWAY_TEST_APP_URL),
  });
  db = openDatabase(process.env.DATABASE_URL ?? "", { connections: 4 });
  (globalThis as { spillwayDatabase?: Database }).spillwayDatabase = db;
  drop = async () => {
    await db.end();
    await root.end();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
    rmSync(folder, { recursive: true, force: true });
  };
});
afterAll(() => drop?.());

/** Plain JSON as the fixture holds it: instants as ISO text, bigints as decimal text, nothing undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(superjson.serialize(value).json));
}

describe("figures of the tables", () => {
  test.each(Object.keys(figures.sql))("%s", async (name) => {
    const { query = "", rows = [] } = figures.sql[name] ?? {};
    const found = await root.unsafe(movedQueries[name] ?? query);
    expect(plain([...found].map((row) => ({ ...row })))).toEqual(rows);
  });
});

describe("figures of the screens", () => {
  const names = Object.keys(figures.reads).filter((name) => !gone.includes(figures.reads[name]?.procedure ?? ""));
  test.each(names)("%s", async (name) => {
    const read = figures.reads[name];
    if (!read) throw new Error(`The fixture has no figures of ${name}.`);
    const user = await inProvider(jobRequest("upgrade", clock), async (ctx) => {
      const [row] = await ctx.tx.select().from(users).where(eq(users.email, read.as));
      return row ? userOfSession(ctx, sessionOf(row.id, row.sessionVersion)) : null;
    });
    const caller = createCallerFactory(appRouter)({
      user,
      now: clock,
      requestId: "req_upgrade",
      wantedCompany: read.company ?? null,
      viewAs: null,
    });
    const [router = "", procedure = ""] = read.procedure.split(".");
    const procedures = Reflect.get(caller, router) as Record<string, (input: unknown) => Promise<unknown>>;
    const found = plain(await procedures[procedure]?.(read.input));
    const moved = movedFields[read.procedure];
    const answer = moved ? moved(found as Answer[]) : found;
    // A version may answer more than the one before, and answers everything that the one before answered.
    const before = restated[read.procedure]?.(read.answer as Row) ?? read.answer;
    const expected = corrected[name]?.(before as Row) ?? before;
    expect({ answer }).toMatchObject({ answer: withoutNothing(expected) });
  });
});

/** The fixture without fields that hold null: where there was nothing, a version may leave the field out. */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNothing(inner)]));
}

test("each cloud is reached with the address and the token that it had, and its use is read on", async () => {
  const rows = await inProvider(jobRequest("upgrade", clock), (ctx) => ctx.tx.select().from(cloudConnections));
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    expect(openConnection(kindOf("sandbox"), row)).toEqual({
      settings: { url: expect.stringMatching(/^http:/) },
      credentials: { token: expect.stringMatching(/^\w{8,}/) },
    });
    expect(row.usageCursor).toBe(new Date(row.usageCursor ?? "").toISOString());
  }
});

test("every standing is judged as before: nothing raised, nothing charged", async () => {
  const standings = () =>
    root`select parameter_id, window_start, over, threshold_met_at, figures from standings order by 1, 2`;
  const before = await standings();
  await root`update standings set dirty = true, dirty_at = ${clock}`;
  while ((await root`select 1 from standings where dirty limit 1`).length > 0)
    expect(await evaluateDirtyStandings(jobRequest("upgrade", clock))).toMatchObject({ raised: 0, charged: 0 });
  expect([...(await standings())]).toEqual([...before].map(correctedStanding));
  const counts = root`select (select count(*)::int from charges) as charges,
    (select count(*)::int from billing_events) as events, (select count(*)::int from standings) as standings`;
  expect((await counts)[0]).toEqual(figures.rejudged.counts);
});

test("each file that machines fetch is as before, in pieces", async () => {
  const files =
    await root`select a.sha256, a.size_bytes::int as size, string_agg(p.content, '' order by p.position) as content
    from artefacts a join artefact_pieces p using (sha256) group by a.sha256`;
  expect(files.length).toBeGreaterThan(0);
  for (const { sha256, size, content } of files) {
    expect(content).toHaveLength(size);
    expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
  }
});

test("a machine of the installation is served with the key and the license that it has", async () => {
  const reach = throughHandlers({ "/api/machines/heartbeat": heartbeat });
  const agent = new SimulatedAgent(reach, machine.origin, "", {}, clockNow);
  const privateKey = createPrivateKey(machine.privateKeyPem);
  Object.assign(agent, {
    key: { privateKey, publicKey: createPublicKey(privateKey) },
    machineId: machine.machineId,
    joinState: machine.joinState,
    license: { ...machine.license, claims: {} },
    applied: machine.applied,
    application: "running",
  });
  expect((await agent.heartbeat({ units: machine.units })).status).toBe(200);
  const [row] = await root`select state, join_state from machines where id = ${machine.machineId}`;
  expect(row).toMatchObject({ state: "active", join_state: 14 });
});
