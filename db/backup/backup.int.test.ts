import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as postEvents } from "@/app/api/v1/events/route";
import { type Database, openDatabase } from "@/db";
import { startPostgres, stopPostgres } from "@/db/postgres/server.mjs";
import { TEST_SETTINGS } from "@/db/postgres/test-server.mjs";
import { migrate } from "@/db/run-migrations";
import { makeTestDatabase } from "@/db/testing";
import { agentFor, makeCustomer, makeLink, origin, shipCatalogue } from "@/server/setup/testing/portal";
import type { SimulatedAgent } from "@/server/setup/testing/simulated-agent";
import { loadDatabase, verifyBackup } from "./load-database";
import type { Secrets } from "./parts";
import { saveDatabase } from "./save-database";

const home = process.cwd();
const passphrase = "correct horse battery";
const secrets: Secrets = { keys: "k1:x", nextAuthSecret: "n", cronSecret: "c", sandboxTokens: { a: "t" } };
const folder = mkdtempSync(path.join(tmpdir(), "spillway-backup-test-"));
const inFolder = (name: string) => path.join(folder, name);

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let other: Awaited<ReturnType<typeof startPostgres>>;
let agent: SimulatedAgent;

beforeAll(async () => {
  chmodSync(folder, 0o711); // The server's user has to get through, where root runs the tests.
  t = await makeTestDatabase();
  await shipCatalogue();
  agent = agentFor((await makeLink(await makeCustomer())).token);
  expect((await agent.install()).status).toBe(200);
  other = await startPostgres(inFolder("other"), { untilStopped: true, settings: TEST_SETTINGS });
});
afterAll(async () => {
  await stopPostgres(inFolder("other"));
  rmSync(folder, { recursive: true, force: true });
  await t.drop();
});

let last = 0;
/** Sends one reading by the machine's token. */
async function sendUse(): Promise<number> {
  const n = ++last;
  const time = new Date().toISOString();
  const event = {
    specversion: "1.0",
    id: `use-${n}`,
    source: agent.machineId,
    type: "units",
    time,
    data: { quantity: "7" },
  };
  const headers = { authorization: agent.bearer(), "content-type": "application/cloudevents+json" };
  const answer = await postEvents(
    new Request(`${origin}/api/v1/events`, { method: "POST", headers, body: JSON.stringify(event) }),
  );
  return answer.status;
}

const save = (file: string) =>
  saveDatabase({
    ownerUrl: t.ownerUrl,
    home,
    file,
    passphrase,
    version: "0.0.1",
    now: new Date(),
    secrets,
    settings: ["SMTP_URL"],
  });

/** An empty database of the other cluster. */
async function emptyDatabase() {
  const name = `restored_${randomBytes(6).toString("hex")}`;
  const inside = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const admin = postgres(other.superuserUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} owner spillway_owner template template0`);
  await admin.end();
  const root = postgres(inside(other.superuserUrl), { max: 1, onnotice: () => {} });
  await root.unsafe("alter schema public owner to spillway_owner");
  await root.end();
  return { superuserUrl: inside(other.superuserUrl), ownerUrl: inside(other.ownerUrl), url: inside(other.databaseUrl) };
}

/** Each table's digest and each sequence's value, as the superuser, whom no policy binds, sees them. */
async function contentsOf(superuserUrl: string): Promise<Record<string, string>> {
  const root = postgres(superuserUrl, { max: 1, onnotice: () => {}, connection: { TimeZone: "UTC" } });
  const contents: Record<string, string> = {};
  const found = await root<{ name: string; kind: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'drizzle') and c.relkind in ('r', 'S')`;
  for (const { name, kind } of found) {
    const [row] = await root.unsafe(
      kind === "S"
        ? `select last_value || ' ' || is_called as sum from ${name}`
        : `select count(*) || ' ' || coalesce(md5(string_agg(r::text, chr(10) order by r::text collate "C")), '') as sum from only ${name} r`,
    );
    contents[name] = row?.sum;
  }
  await root.end();
  return contents;
}

/** What protects the tables: policies, forced row-level security, triggers, constraints, rights. */
async function protectionOf(superuserUrl: string) {
  const root = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  const rows = await root`
    select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced, c.relacl::text as rights,
           (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
           (select string_agg(tgname || ' ' || tgenabled::text, ',' order by tgname) from pg_trigger g
             where g.tgrelid = c.oid and not g.tgisinternal) as triggers,
           (select string_agg(pg_get_constraintdef(k.oid), ',' order by k.conname) from pg_constraint k
             where k.conrelid = c.oid) as constraints
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`;
  await root.end();
  return rows.map((row) => ({ ...row }));
}

const superuserUrlOf = (ownerUrl: string) => {
  const url = new URL(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "");
  url.pathname = new URL(ownerUrl).pathname;
  return url.href;
};

test("restored into another cluster, every table, sequence and protection is equal, and the machine is served", async () => {
  for (let n = 0; n < 5; n++) expect(await sendUse()).toBe(204);
  // A month that no migration makes a partition for.
  await t.db.providerSql`select ensure_usage_month('2031-02-03Z')`;
  const file = inFolder("quiet.backup");
  const written = await save(file);
  expect(statSync(file)).toMatchObject({ size: written.bytes, mode: 0o100600 });
  const before = await contentsOf(superuserUrlOf(t.ownerUrl));
  expect(await verifyBackup({ file, passphrase, home })).toMatchObject({
    sha256: written.sha256,
    settings: ["SMTP_URL"],
  });

  const target = await emptyDatabase();
  const taken: Secrets[] = [];
  await loadDatabase({ ownerUrl: target.ownerUrl, home, file, passphrase, takeSecrets: (found) => taken.push(found) });
  expect(taken).toEqual([secrets]);
  expect(await contentsOf(target.superuserUrl)).toEqual(before);
  for (const ownerUrl of [t.ownerUrl, target.ownerUrl]) await migrate(ownerUrl, home);
  expect(await protectionOf(target.superuserUrl)).toEqual(await protectionOf(superuserUrlOf(t.ownerUrl)));

  const restored = openDatabase(target.url, { connections: 4 });
  const held = globalThis as { spillwayDatabase?: Database };
  held.spillwayDatabase = restored;
  try {
    expect((await agent.heartbeat()).status).toBe(200);
    expect(await sendUse()).toBe(204);
  } finally {
    held.spillwayDatabase = t.db;
    await restored.end();
  }
});

test("a table of many megabytes comes through whole", async () => {
  const root = postgres(superuserUrlOf(t.ownerUrl), { max: 1, onnotice: () => {} });
  await root`insert into artefact_pieces (sha256, position, content)
    select sha256, 1000 + n, decode(repeat(md5(n::text), 8192), 'hex') from artefacts, generate_series(1, 60) n`;
  await save(inFolder("large.backup"));
  const target = await emptyDatabase();
  const about = { ownerUrl: target.ownerUrl, home, file: inFolder("large.backup"), passphrase };
  await loadDatabase({ ...about, takeSecrets: () => {} });
  expect(await contentsOf(target.superuserUrl)).toEqual(await contentsOf(superuserUrlOf(t.ownerUrl)));
  await root`delete from artefact_pieces where position > 1000`;
  await root.end();
});

test("taken while usage is recorded, it is one instant: all that was acknowledged before, nothing by halves", async () => {
  const acknowledged = last;
  let going = true;
  const sender = (async () => {
    for (let n = 0; going || n < 10; n++) expect(await sendUse()).toBe(204);
  })();
  const file = inFolder("busy.backup");
  await save(file);
  going = false;
  await sender;
  const target = await emptyDatabase();
  await loadDatabase({ ownerUrl: target.ownerUrl, home, file, passphrase, takeSecrets: () => {} });
  const root = postgres(target.superuserUrl, { max: 1, onnotice: () => {} });
  const [found] = await root`
    select (select count(*)::int from usage_records) as records, (select count(*)::int from usage_keys) as keys,
           (select coalesce(sum(accepted), 0)::int from usage_batches) as receipts,
           (select max(substr(event_id, 5)::int) from usage_records) as newest`;
  await root.end();
  expect(found?.records).toBeGreaterThanOrEqual(acknowledged - 1); // One went to the restored copy above.
  expect(found).toMatchObject({ keys: found?.records, receipts: found?.records });
});

describe("refused, before anything is changed", () => {
  let file = "";
  const refusal = (damaged: string, word = passphrase) => verifyBackup({ file: damaged, passphrase: word, home });
  const copy = (name: string) => {
    copyFileSync(file, inFolder(name));
    return inFolder(name);
  };
  beforeAll(async () => {
    file = inFolder("whole.backup");
    await save(file);
  });

  test("a file of that name, which stays as it is", async () => {
    const before = readFileSync(file);
    await expect(save(file)).rejects.toThrow("exists already");
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  test("a wrong passphrase", async () => {
    await expect(refusal(file, "another passphrase")).rejects.toThrow("The passphrase does not open");
  });

  test("a file that was cut anywhere, or that goes on", async () => {
    const { size } = statSync(file);
    for (const length of [0, 10, 18, 100, size >> 1, size - 33, size - 32, size - 1]) {
      const cut = copy("cut.backup");
      truncateSync(cut, length);
      await expect(refusal(cut)).rejects.toThrow(/is damaged or truncated|is no backup of Spillway/);
    }
    const longer = copy("longer.backup");
    writeFileSync(longer, Buffer.concat([readFileSync(file), Buffer.from([0])]));
    await expect(refusal(longer)).rejects.toThrow("is damaged or truncated");
  });

  test("a byte that was flipped, wherever it stands", async () => {
    const whole = readFileSync(file);
    const places = [0, 15, 16, 19, 20, 40, 120, 200, 210, 215, whole.length >> 1, whole.length - 40, whole.length - 1];
    for (let n = 0; n < 40; n++) places.push(randomBytes(4).readUInt32BE() % whole.length);
    for (const place of places) {
      const flipped = Buffer.from(whole);
      flipped[place] = (flipped[place] ?? 0) ^ (1 << (place % 8));
      writeFileSync(inFolder("flipped.backup"), flipped);
      await expect(refusal(inFolder("flipped.backup")), `byte ${place}`).rejects.toThrow(/damaged|no backup/);
    }
  });

  test("a frame that was changed with the file's SHA-256 made anew: the encryption notices", async () => {
    const whole = readFileSync(file);
    for (const place of [whole.length >> 1, whole.length - 33]) {
      const inside = Buffer.from(whole.subarray(0, -32));
      inside[place] = (inside[place] ?? 0) ^ 1;
      writeFileSync(inFolder("forged.backup"), Buffer.concat([inside, createHash("sha256").update(inside).digest()]));
      await expect(refusal(inFolder("forged.backup"))).rejects.toThrow(/damaged|does not open/);
    }
  });

  test("a backup of a newer version", async () => {
    const newer = inFolder("newer.backup");
    const root = postgres(superuserUrlOf(t.ownerUrl), { max: 1, onnotice: () => {} });
    const [row] =
      await root`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 1) returning id`;
    await expect(save(newer)).rejects.toThrow("belongs to a newer version");
    await root`delete from drizzle.__drizzle_migrations where id = ${row?.id}`;
    await root.end();
    const old = mkdtempSync(path.join(folder, "old-"));
    mkdirSync(path.join(old, "db/migrations/meta"), { recursive: true });
    const journal = JSON.parse(readFileSync("db/migrations/meta/_journal.json", "utf8"));
    const entries = journal.entries.slice(0, 3);
    for (const { tag } of entries) copyFileSync(`db/migrations/${tag}.sql`, path.join(old, `db/migrations/${tag}.sql`));
    writeFileSync(path.join(old, "db/migrations/meta/_journal.json"), JSON.stringify({ ...journal, entries }));
    await expect(verifyBackup({ file, passphrase, home: old })).rejects.toThrow("Restore it with that version");
  });

  test("a database that is not empty, and one that is in use", async () => {
    const target = await emptyDatabase();
    const load = (takeSecrets = () => {}) =>
      loadDatabase({ ownerUrl: target.ownerUrl, home, file, passphrase, takeSecrets });
    const root = postgres(target.superuserUrl, { max: 1, onnotice: () => {} });
    await root`select 1`;
    await expect(load()).rejects.toThrow("The database is in use");
    await root`create table something (a int)`;
    await expect(load()).rejects.toThrow("The database is not empty");
    await root`drop table something`;
    await root.end();
    const failing = () => {
      throw new Error("The disk is full.");
    };
    await expect(load(failing)).rejects.toThrow("The disk is full.");
    expect(await contentsOf(target.superuserUrl)).toEqual({});
  });

  test("a login that row-level security hides rows from", async () => {
    const root = postgres(superuserUrlOf(t.ownerUrl), { max: 1, onnotice: () => {} });
    const [policy] = await root`
      select policyname as name from pg_policies where tablename = 'customers' and 'spillway_provider' = any (roles)`;
    await root.unsafe(`alter policy ${policy?.name} on customers using (id <> 'hidden')`);
    await expect(save(inFolder("partial.backup"))).rejects.toThrow("does not see every row of customers");
    await root.unsafe(`alter policy ${policy?.name} on customers using (true)`);
    await root.end();
  });
});

/** The major version of the system's pg_dump: it refuses a newer server. */
function dumpVersion(): number {
  const { stdout } = spawnSync("pg_dump", ["--version"], { encoding: "utf8" });
  return Number(/ (\d+)\./.exec(stdout ?? "")?.[1] ?? 0);
}

test("the documented line of pg_dump: whole by a login that bypasses row-level security; of the owner it fails", async (context) => {
  const admin = postgres(superuserUrlOf(t.ownerUrl), { max: 1, onnotice: () => {} });
  const [server] = await admin<
    { version: number }[]
  >`select current_setting('server_version_num')::int / 10000 as version`;
  await admin.end();
  if (dumpVersion() < (server?.version ?? 0))
    context.skip("The system has no pg_dump that is new enough for this server.");
  const line = /```sh\n(pg_dump .+)\n```/.exec(readFileSync(path.join(home, "docs/operations.md"), "utf8"))?.[1] ?? "";
  const dump = (url: string) =>
    spawnSync("sh", ["-c", line], { cwd: folder, env: { ...process.env, SUPERUSER_URL: url }, encoding: "utf8" });
  expect(dump(t.ownerUrl)).toMatchObject({ status: 1, stderr: expect.stringContaining("row-level security") });
  expect(existsSync(inFolder("spillway.dump"))).toBe(false);
  expect(dump(superuserUrlOf(t.ownerUrl))).toMatchObject({ status: 0, stderr: "" });
  const target = await emptyDatabase();
  const restored = spawnSync("pg_restore", ["--dbname", target.superuserUrl, inFolder("spillway.dump")], {
    encoding: "utf8",
  });
  expect(
    restored.stderr.replace(
      /^pg_restore: (from TOC|error: could not execute query: ERROR: {2}schema "public" already).*$/gm,
      "",
    ),
  ).not.toContain("error:");
  expect(await contentsOf(target.superuserUrl)).toEqual(await contentsOf(superuserUrlOf(t.ownerUrl)));
});
