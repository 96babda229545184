import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { jobRequest } from "@/server/context";
import { health } from "@/server/reads/health";
import { type Database, openDatabase } from "./index";
import { postgresStatus, startPostgres, stopPostgres } from "./postgres/server.mjs";
import { TEST_SETTINGS } from "./postgres/test-server.mjs";

// A PostgreSQL of this test's own, whose processes are stopped as a machine that hangs stops them.

const folder = mkdtempSync(path.join(tmpdir(), "spillway-pulse-"));
const held = globalThis as typeof globalThis & { spillwayDatabase?: Database };
let db: Database;

beforeAll(async () => {
  chmodSync(folder, 0o711);
  const { databaseUrl } = await startPostgres(folder, { settings: TEST_SETTINGS, untilStopped: true });
  db = openDatabase(databaseUrl, { connections: 4 });
  held.spillwayDatabase = db;
});
afterAll(async () => {
  signal("SIGCONT");
  await db.end();
  await stopPostgres(folder);
  rmSync(folder, { recursive: true });
});

/**
 * Sends a signal to the server and all its processes. One that the server began meanwhile would go on and answer: its
 * processes are listed once the server itself has stopped.
 */
function signal(name: "SIGSTOP" | "SIGCONT"): void {
  const status = postgresStatus(folder);
  if (!status.running) throw new Error("The server does not run.");
  process.kill(status.pid, name);
  while (name === "SIGSTOP" && stateOf(status.pid)?.state !== "T");
  for (const child of readdirSync("/proc").map(Number)) {
    const there = stateOf(child);
    if (there?.parent === status.pid && (name === "SIGSTOP" || there.state === "T")) process.kill(child, name);
  }
}

/** State and parent of a process; undefined where there is none of this number. */
function stateOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const [, state = "", parent] = /^\d+ \(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

const ask = (n: number) =>
  n % 2 === 0
    ? db.withProvider((tx) => tx.execute(sql`select ${n}::int as n`))
    : db.withCustomer("cust_a", (tx) => tx.execute(sql`select ${n}::int as n`));
const twenty = Array.from({ length: 20 }, (_, n) => n);
const away = expect.objectContaining({ code: "CONNECTION_LOST" });

test("a server that stops answering rejects whoever waits, and health says so; when it goes on, all answers again", async () => {
  await Promise.all(twenty.map(ask));
  for (let round = 0; round < 2; round++) {
    signal("SIGSTOP");
    const outcomes = await Promise.all(twenty.map((n) => ask(n).catch((error: unknown) => error)));
    expect(outcomes).toEqual(twenty.map(() => away));
    // Known to be away: nobody waits for it anew.
    expect(await ask(0).catch((error: unknown) => error)).toEqual(away);
    const state = await health(jobRequest("test"));
    expect(state).toMatchObject({ ok: false, serves: false, checks: [{ part: "database", ok: false }] });
    expect(state.checks[0]?.what).toMatch(/^The database does not answer: /);

    signal("SIGCONT");
    await vi.waitFor(() => ask(0), { timeout: 30_000 });
    for (let again = 0; again < 3; again++) expect(await Promise.all(twenty.map(ask))).toHaveLength(20);
    await db.check();
  }
});

test("a statement that takes its time is not taken for a server that is away", async () => {
  await db.withProvider((tx) => tx.execute(sql`select pg_sleep(3)`));
});

test("connections that are all busy do not keep health from answering", async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const busy = [0, 1, 2, 3].map(() => db.withProvider(() => released));
  const { checks } = await health(jobRequest("test"));
  expect(checks[0]?.what).toContain("every connection may be busy");
  release();
  await Promise.all(busy);
});
