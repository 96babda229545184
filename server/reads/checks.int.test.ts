import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as healthRoute } from "@/app/api/health/route";
import { GET as metricsRoute } from "@/app/api/metrics/route";
import { cloudConnections, clouds, notices, webProcesses, workerProcesses } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "../context";
import { env } from "../env";
import { storeWeb } from "../workflow/show-web";
import { checksOf } from "./checks";
import { health } from "./health";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
const job = () => jobRequest("test");
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const request = (bearer?: string) =>
  new Request("http://127.0.0.1:3000/api/metrics", bearer ? { headers: { authorization: `Bearer ${bearer}` } } : {});

beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());
beforeEach(async () => {
  await t.db.withProvider(async (tx) => {
    await tx.delete(workerProcesses);
    await tx.delete(webProcesses);
    await tx.insert(webProcesses).values(web("a"));
    await tx.insert(workerProcesses).values({ id: "w", pid: 1, build: "b", startedAt: new Date(), seenAt: new Date() });
  });
});

const web = (id: string, change: Partial<typeof webProcesses.$inferInsert> = {}) => ({
  ...{ id, start: "host 1", pid: 1, build: "b", together: 1, restarts: 0, startedAt: ago(20), seenAt: new Date() },
  ...change,
});

const wrong = (checks: { part: string; ok: boolean }[]) => checks.filter(({ ok }) => !ok).map(({ part }) => part);

test("what waits, fails or does not answer stands in the one list that health, doctor and Operations show", async () => {
  expect(wrong((await health(job())).checks)).toEqual([]);
  await t.db.withProvider(async (tx) => {
    const at = ago(30);
    const notice = { createdAt: at, nextAttemptAt: at, subject: "s", body: {}, attempts: 3, error: "550 no such user" };
    await tx.insert(notices).values({
      ...notice,
      id: "note_1",
      dedupeKey: "note_1",
      kind: "mail",
      recipient: "a@example.com",
    });
    await tx.insert(clouds).values({
      id: "cld_x",
      slug: "x",
      name: "Cloud of nobody",
      driver: "sandbox",
      region: null,
      colorIndex: 1,
      createdAt: at,
    });
    await tx.insert(cloudConnections).values({
      cloudId: "cld_x",
      settings: { url: "http://127.0.0.1:1" },
      credentials: Buffer.from("x"),
      lastError: "secret host does not answer",
      lastErrorAt: at,
    });
  });
  const state = await health(job());
  expect(state).toMatchObject({ ok: false, serves: true });
  expect(wrong(state.checks)).toEqual(["mail", "notices", "clouds"]);
  expect(wrong(await inProvider(job(), (ctx) => checksOf(ctx)))).toEqual(["mail", "notices", "clouds"]);

  const answer = await healthRoute();
  const body = await answer.text();
  expect(answer.status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ status: "attention", clouds: { ok: false }, database: { ok: true } });
  // Anybody may ask: no name, no address, no error of others.
  for (const word of ["Cloud of nobody", "secret host", "example.com", "550"]) expect(body).not.toContain(word);
});

test("web processes: how many run of how many, and how often one was started again", async () => {
  const check = async (...rows: ReturnType<typeof web>[]) => {
    await t.db.withProvider(async (tx) => {
      await tx.delete(webProcesses);
      if (rows.length > 0) await tx.insert(webProcesses).values(rows);
    });
    const found = (await inProvider(job(), (ctx) => checksOf(ctx))).find(({ part }) => part === "web");
    return [found?.ok, found?.warns, found?.what.split(". ")[0]];
  };
  const two = { together: 2 };
  const gone = { ...two, seenAt: ago(5) };
  expect(await check()).toEqual([false, undefined, "No web process was seen for 20 s"]);
  expect(await check(web("a", two), web("b", two))).toEqual([
    true,
    undefined,
    "2 of 2 run, none was started again in the last hour.",
  ]);
  // One that was started again; then one that does not stay, and one that never comes so far.
  const again = { ...two, restarts: 1 };
  expect(await check(web("a", again), web("b", gone), web("c", again))).toEqual([
    true,
    true,
    "2 of 2 run, one was started again in the last hour",
  ]);
  const often = { ...two, restarts: 40 };
  expect(await check(web("a", often), web("b", often))).toEqual([
    false,
    undefined,
    "2 of 2 run, 40 times one was started again in the last hour",
  ]);
  expect(await check(web("a", often), web("b", gone))).toEqual([
    false,
    undefined,
    "1 of 2 run, 40 times one was started again in the last hour",
  ]);
  // The start has just begun; another one on another machine is over.
  expect(await check(web("a", { ...two, startedAt: new Date() }), web("b", { ...gone, start: "host 2" }))).toEqual([
    true,
    undefined,
    "1 of 1 runs, none was started again in the last hour.",
  ]);
  // A single one, again and again.
  const before = Array.from({ length: 7 }, (_, n) => web(`b${n}`, { seenAt: ago(n + 2) }));
  expect(await check(web("a"), ...before)).toEqual([
    false,
    undefined,
    "1 of 1 runs, 7 times one was started again in the last hour",
  ]);
});

test("a web process shows itself, and with others of its start what was sent to them", async () => {
  const { id, startedAt } = { id: "web_here", startedAt: new Date() };
  await t.db.withProvider((tx) => tx.delete(webProcesses));
  await storeWeb(job(), { id, startedAt, restarts: [] });
  await storeWeb(job(), { id, startedAt, restarts: [Date.now() - 7_200_000, Date.now() - 60_000] });
  const rows = await t.db.withProvider((tx) => tx.select().from(webProcesses));
  expect(rows).toMatchObject([{ id, pid: process.pid, together: 1, restarts: 1 }]);
});

test("without a worker the product does not work: 503", async () => {
  await t.db.withProvider((tx) => tx.delete(workerProcesses));
  const answer = await healthRoute();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ status: "wrong", worker: { ok: false } });
});

test("metrics need their secret, and give every figure as a number", async () => {
  expect((await metricsRoute(request())).status).toBe(404);
  Object.assign(env(), { METRICS_SECRET: "for-tests-only-for-tests" });
  expect((await metricsRoute(request())).status).toBe(401);
  expect((await metricsRoute(request("for-tests-only-for-test"))).status).toBe(401);
  const answer = await metricsRoute(request("for-tests-only-for-tests"));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).trimEnd().split("\n");
  for (const line of lines) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"\})? \d+(\.\d+)?)$/);
  expect(lines).toContain("spillway_mails_failing 1");
  expect(lines).toContain("spillway_clouds_failing 1");
  expect(lines).toContain("spillway_notices_waiting 1");
  expect(lines).toContain('spillway_check_ok{part="mail"} 0');
  expect(lines).toContain('spillway_check_ok{part="worker"} 1');
  expect(lines).toContain("spillway_web_processes 1");
  expect(lines).toContain("spillway_web_processes_wanted 1");
  expect(lines).toContain("spillway_web_restarts_last_hour 0");
});
