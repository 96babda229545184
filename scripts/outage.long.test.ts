import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresStatus } from "../db/postgres/server.mjs";
import { StartedInstallation } from "./testing/started-installation";

// The running production web, of two processes, while its PostgreSQL is stopped, killed and started again, while one of
// its processes is killed, and at its own end.

let folder: string;
let running: StartedInstallation;
let key = "";
let cookie = "";
const metricsSecret = "secret of the metrics";
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "spillway-outage-"));
  chmodSync(folder, 0o711);
  const settings = { SPILLWAY_MODE: "production", SPILLWAY_WEB_PROCESSES: "2", METRICS_SECRET: metricsSecret };
  running = await StartedInstallation.start({ dataDir: path.join(folder, "data"), settings });
  await running.run("customer", "add", "--name", "Hafen GmbH", "--identifier", "hafen");
  const scope = ["--scope", "provisioning:read,usage:write", "--customer", "hafen"];
  key = (await running.run<{ key: string }>("key", "create", ...scope)).key;
  cookie = await signIn();
});
afterAll(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Answered = { status: number; ms: number; retryAfter: string | null; text: string };
async function ask(address: string, more: RequestInit = {}): Promise<Answered> {
  const begun = performance.now();
  const answer = await fetch(running.origin + address, { redirect: "manual", ...more });
  const text = await answer.text();
  const ms = performance.now() - begun;
  return { status: answer.status, ms, retryAfter: answer.headers.get("retry-after"), text };
}
const health = () => ask("/api/health");
const machines = () => ask("/api/v1/machines", { headers: { authorization: `Bearer ${key}` } });
const page = (address: string, own = true) =>
  ask(address, { headers: { accept: "text/html", ...(own ? { cookie } : {}) } });

/** Signs an owner in by the link that the start printed. @returns the session's cookie */
async function signIn(): Promise<string> {
  await running.run("staff", "add", "--email", "ada@example.com", "--role", "owner");
  const { url } = await running.run<{ url: string }>("staff", "sign-in-link", "--email", "ada@example.com");
  const { pathname, searchParams } = new URL(url);
  const csrf = await fetch(`${running.origin}/api/auth/csrf`);
  const jar = (answer: Response) => answer.headers.getSetCookie().map((one) => one.split(";")[0]);
  const first = jar(csrf);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  expect(pathname).toBe("/sign-in/confirm");
  const body = new URLSearchParams({ csrfToken, token: searchParams.get("token") ?? "", json: "true" });
  for (const [name, value] of searchParams) body.set(name, value);
  const headers = { "content-type": "application/x-www-form-urlencoded", cookie: first.join("; ") };
  const signed = await fetch(`${running.origin}/api/auth/callback/mailed-link`, {
    method: "POST",
    headers,
    body,
    redirect: "manual",
  });
  return [...first, ...jar(signed)].join("; ");
}

/** Group of PostgreSQL's processes: the postmaster and all that it has started. */
function signalPostgres(signal: NodeJS.Signals): void {
  const status = postgresStatus(path.join(folder, "data"));
  if (!status.running) throw new Error("PostgreSQL does not run.");
  const children = readFileSync(`/proc/${status.pid}/task/${status.pid}/children`, "utf8").trim().split(" ");
  for (const pid of [status.pid, ...children.filter(Boolean).map(Number)]) process.kill(pid, signal);
}
const pages = ["/admin", "/admin/customers", "/admin/machines", "/admin/operations"];

test("while PostgreSQL is stopped: health answers at once, API and pages 503 with Retry-After; then all works again", async () => {
  for (const address of pages) expect([address, (await page(address)).status]).toEqual([address, 200]);
  expect((await machines()).status).toBe(200);
  signalPostgres("SIGSTOP");
  try {
    for (let round = 0; round < 2; round++) {
      const [healthy, api, ...shown] = await Promise.all([health(), machines(), ...pages.map((one) => page(one))]);
      expect(healthy).toMatchObject({ status: 503, text: expect.stringContaining("The database does not answer") });
      expect(api).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
      for (const one of shown) expect(one).toMatchObject({ status: 503, retryAfter: "5" });
      for (const { ms } of [healthy, api, ...shown]) expect(ms).toBeLessThan(3_000);
    }
    // Known to be away: nobody waits for it any more.
    const [healthy, api] = [await health(), await machines()];
    expect(Math.max(healthy.ms, api.ms)).toBeLessThan(3_000);
  } finally {
    signalPostgres("SIGCONT");
  }
  await expect.poll(async () => (await health()).status, { timeout: 60_000 }).toBe(200);
  const again = await Promise.all([machines(), ...pages.map((one) => page(one))]);
  expect(again.map(({ status }) => status)).toEqual(again.map(() => 200));
});

test("PostgreSQL killed under load comes back, and afterwards each of many parallel reads works", async () => {
  let going = true;
  const seen: Answered[] = [];
  const load = Array.from({ length: 20 }, async (_, n) => {
    while (going) {
      seen.push(n % 4 === 0 ? await page("/admin/customers") : await machines());
      await delay(300); // One key may ask a thousand times in 10 s.
    }
  });
  const answeredAgain = async (status: number) => {
    const from = seen.length;
    await expect.poll(() => seen.slice(from).some((one) => one.status === status), { timeout: 60_000 }).toBe(true);
  };
  await answeredAgain(200);
  signalPostgres("SIGKILL");
  await answeredAgain(503);
  await running.says("PostgreSQL runs again.");
  await expect.poll(async () => (await health()).status, { timeout: 60_000 }).toBe(200);
  await answeredAgain(200);
  going = false;
  await Promise.all(load);
  const statuses = new Set(seen.map(({ status }) => status));
  expect([...statuses].sort()).toEqual([200, 503]);
  expect(Math.max(...seen.map(({ ms }) => ms))).toBeLessThan(10_000);
  for (let round = 0; round < 5; round++) {
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 4 === 0 ? page("/admin/machines") : machines())),
    );
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
  }
});

test("a web process that is killed is started again while the other answers, and answers of both are counted", async () => {
  const parent = await running.processOf("web-processes.mjs");
  const webs = () => readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim().split(" ").map(Number);
  const both = webs();
  expect(both).toHaveLength(2);
  const counted = async () => {
    const { text } = await ask("/api/metrics", { headers: { authorization: `Bearer ${metricsSecret}` } });
    return Number(/answers_total\{status="200"\} (\d+)/.exec(text)?.[1]);
  };
  const before = await counted();
  process.kill(both[0] as number, "SIGKILL");
  for (let n = 0; n < 40; n++) {
    // A connection that was open to the killed one is lost; the next one is the other's.
    const answer = await machines().catch(() => machines());
    expect(answer.status).toBe(200);
  }
  await expect.poll(() => webs().length, { timeout: 60_000 }).toBe(2);
  expect(webs()).toContain(both[1]);
  expect(webs()).not.toContain(both[0]);
  await expect.poll(counted, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + 40);
  await expect.poll(async () => (await health()).status, { timeout: 60_000 }).toBe(200);
});

test("a stop answers what is in flight, also a body that takes its time, and then ends everything", async () => {
  const { hostname, port } = new URL(running.origin);
  const time = new Date(Date.now() - 60_000).toISOString();
  const record = { specversion: "1.0", id: "last", source: "test", type: "requests", time };
  const data = { quantity: "1", start: new Date(Date.now() - 120_000).toISOString(), cloud: "none" };
  const body = JSON.stringify({ ...record, data });
  const head = [
    "POST /api/v1/events HTTP/1.1",
    "host: test",
    `authorization: Bearer ${key}`,
    "content-type: application/cloudevents+json",
    `content-length: ${body.length}`,
  ];
  const socket = connect(Number(port), hostname).setEncoding("utf8");
  await once(socket, "connect");
  let answer = "";
  socket.on("data", (text) => {
    answer += text;
  });
  const closed = once(socket, "close");
  socket.write(`${head.join("\r\n")}\r\n\r\n${body.slice(0, 10)}`);
  await expect.poll(machines, { timeout: 20_000 }).toMatchObject({ status: 200 });
  const stopped = running.stop();
  // A sender of a few bytes a second, which outlives the grace that there was before.
  for (let at = 10; at < body.length; at += 10) {
    socket.write(body.slice(at, at + 10));
    await delay(800);
  }
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 (204|207|422)/);
  expect(await stopped).toBe(0);
  expect(postgresStatus(path.join(folder, "data"))).toEqual({ running: false });
});
