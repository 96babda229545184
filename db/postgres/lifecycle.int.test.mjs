import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { lookAtDatabase } from "../../scripts/database.mjs";
import { isAlive } from "./lock.mjs";
import { clusterOf, postgresStatus, releasePostgres, startPostgres, stopPostgres } from "./server.mjs";
import { watchPostgres } from "./watch.mjs";

/** @type {string} */
let folder;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "spillway-lifecycle-test-"));
  chmodSync(folder, 0o711); // The server's user has to get through, where root runs the tests.
});
afterAll(async () => {
  await stopPostgres(folder);
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string} databaseUrl @param {boolean} [write] */
async function storedRow(databaseUrl, write) {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    if (write) await sql`create table stored (a int)`;
    if (write) await sql`insert into stored values (7)`;
    const [row] = await sql`select a from stored`;
    return Number(row?.a);
  } finally {
    await sql.end();
  }
}

test("started, found alive, killed, started again on the same data, stopped", async () => {
  const first = await startPostgres(folder);
  expect(first.reused).toBe(false);
  expect(await storedRow(first.ownerUrl, true)).toBe(7);

  const again = await startPostgres(folder);
  expect(again).toMatchObject({ reused: true, port: first.port });

  const status = postgresStatus(folder);
  const pid = status.running ? status.pid : 0;
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) await delay(10);
  const revived = await startPostgres(folder);
  expect(revived.reused).toBe(false);
  expect(await storedRow(revived.ownerUrl, false)).toBe(7);

  expect(await releasePostgres(folder)).toBe(true);
  expect(postgresStatus(folder)).toEqual({ running: false });
});

test("two that start at once share one server, and it stays while another uses it", async () => {
  const [one, other] = await Promise.all([startPostgres(folder), startPostgres(folder)]);
  expect(one.port).toBe(other.port);
  expect([one.reused, other.reused].sort()).toEqual([false, true]);
  expect(await releasePostgres(folder)).toBe(true);
});

test("lost passwords are said to be lost: no second database beside the data", async () => {
  const record = path.join(folder, "postgres.json");
  const before = readFileSync(record, "utf8");
  renameSync(record, `${record}.away`);
  await expect(startPostgres(folder)).rejects.toThrow("passwords");
  expect(existsSync(record)).toBe(false);
  renameSync(`${record}.away`, record);
  expect(readFileSync(record, "utf8")).toBe(before);
});

test("data of a version that is not here stops the start with a sentence", async () => {
  const version = path.join(folder, "postgres", "cluster", "PG_VERSION");
  const before = readFileSync(version, "utf8");
  writeFileSync(version, "9\n");
  try {
    await expect(startPostgres(folder)).rejects.toThrow(/made by PostgreSQL 9.*apt-get install postgresql-9/s);
  } finally {
    writeFileSync(version, before);
  }
});

test("one that was killed is started again on its port, and tried on while something keeps it from starting", async () => {
  const { ownerUrl } = await startPostgres(folder);
  /** @type {string[]} */
  const reports = [];
  /** @param {RegExp} sentence */
  const reported = (sentence) => vi.waitFor(() => expect(reports.at(-1)).toMatch(sentence), { timeout: 60_000 });
  const stop = watchPostgres(folder, (sentence) => reports.push(sentence));
  const kill = () => {
    const status = postgresStatus(folder);
    if (status.running) process.kill(status.pid, "SIGKILL");
  };
  kill();
  await reported(/runs again/);
  expect(await storedRow(ownerUrl, false)).toBe(7);

  const needed = path.join(clusterOf(folder), "global");
  renameSync(needed, `${needed}.away`);
  kill();
  await reported(/does not start yet/);
  renameSync(`${needed}.away`, needed);
  await reported(/runs again/);
  expect(await storedRow(ownerUrl, false)).toBe(7);
  await stop();
  expect(await releasePostgres(folder)).toBe(true);
});

test("who only looks at a database that does not run gets a sentence and starts nothing", async () => {
  await expect(lookAtDatabase({ dataDir: folder, databaseUrl: undefined })).rejects.toThrow("does not run");
  expect(postgresStatus(folder)).toEqual({ running: false });
  await startPostgres(folder, { untilStopped: true });
  expect((await lookAtDatabase({ dataDir: folder, databaseUrl: undefined })).inUse).toBe(true);
  expect(postgresStatus(folder).running).toBe(true);
  await stopPostgres(folder);
});
