import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cronRuns, jobLeases } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { type Context, inProvider, jobRequest } from "../context";
import { claimJob, endJob, type JobLease, JobLeaseLost, renewJobLease, requireJobLease } from "./lease";
import { jobLeaseMs } from "./rules";
import { type Job, startDueJobs } from "./start-due-jobs";
import { nextSweepPage } from "./sweep-page";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());
beforeEach(() => at(0, ({ tx }) => tx.delete(jobLeases).then(() => tx.delete(cronRuns))));

const start = new Date("2026-11-20T10:00:20Z").getTime();
/** Works in a transaction, so many seconds after the start. */
const at = <T>(seconds: number, work: (ctx: Context) => Promise<T>) =>
  inProvider(jobRequest("test", new Date(start + seconds * 1000)), work);
const sweep = { name: "sweep", everyMs: 60_000 };
const claim = (seconds: number, holder: string) => at(seconds, (ctx) => claimJob(ctx, sweep, holder));
const held = async (seconds: number, holder: string) => (await claim(seconds, holder)) as JobLease;
const runs = () => at(0, ({ tx }) => tx.select().from(cronRuns));
const afterLease = jobLeaseMs / 1000 + 1;

describe("the lease of a job", () => {
  test("of many that claim at once one gets it", async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, (_, n) => claim(0, `worker ${n}`)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test("a job that ended is due again with the next interval, counted from the epoch, not from its run", async () => {
    const lease = await held(0, "a"); // 10:00:20
    await at(5, (ctx) => endJob(ctx, lease, { summary: {}, idle: true }));
    expect(await claim(39, "b")).toBeNull();
    expect(await claim(40, "b")).toMatchObject({ holder: "b" }); // 10:01:00
  });

  test("a held job is free when its lease lapses, and its next holder is the only one that may write", async () => {
    const late = await held(0, "killed or asleep");
    expect(await claim(afterLease - 2, "b")).toBeNull();
    const next = await held(afterLease, "b");
    await expect(at(afterLease, (ctx) => endJob(ctx, late, { error: "late" }))).rejects.toThrow(JobLeaseLost);
    await expect(at(afterLease, (ctx) => renewJobLease(ctx, late))).rejects.toThrow(JobLeaseLost);
    await expect(at(afterLease, (ctx) => requireJobLease(ctx, late))).rejects.toThrow(JobLeaseLost);
    await at(afterLease, (ctx) => endJob(ctx, next, { summary: { done: 1 }, idle: false }));
    expect(await runs()).toMatchObject([{ job: "sweep", summary: { done: 1 }, error: null }]);
  });

  test("a job that is renewed is held for as long as it runs", async () => {
    const lease = await held(0, "a");
    for (let seconds = 20; seconds <= 120; seconds += 20) {
      await at(seconds, (ctx) => renewJobLease(ctx, lease));
      expect(await claim(seconds + 20, "b")).toBeNull();
    }
  });

  test("a process that read the time before the holder did takes neither a held job nor one that has run", async () => {
    const first = await held(0, "a");
    await at(1, (ctx) => endJob(ctx, first, { summary: {}, idle: true })); // Due again at 40.
    const second = await held(45, "a");
    // The claim comes after the holder's, with a time before it: the process waited for its connection.
    for (const early of [44.999, 42, 40]) expect(await claim(early, "b")).toBeNull();
    await at(46, (ctx) => endJob(ctx, second, { summary: {}, idle: true }));
    for (const early of [44.999, 40, 0, -120]) expect(await claim(early, "b")).toBeNull();
  });

  test("a clock that was set back locks no job", async () => {
    const lease = await held(86_400, "a");
    expect(await claim(0, "b")).toMatchObject({ holder: "b" });
    await expect(at(86_400, (ctx) => endJob(ctx, lease, { error: "late" }))).rejects.toThrow(JobLeaseLost);
    const again = await held(86_400, "c");
    await at(86_400, (ctx) => endJob(ctx, again, { summary: {}, idle: true }));
    expect(await claim(0, "d")).toMatchObject({ holder: "d" });
  });
});

describe("jobs that are due", () => {
  const results = async (...lists: Job[][]) => (await startDueJobs(jobRequest("test"), "run", lists)).finished;
  const job = (name: string, work: Job["work"]): Job => ({ name, everyMs: 3_600_000, work });

  test("run once for many callers at once; one that fails stops no other, one that is idle leaves no row", async () => {
    const ran: string[] = [];
    const lists = [
      [
        job("first", async () => {
          ran.push("first");
          throw new Error("No luck.");
        }),
        job("second", async () => {
          ran.push("second");
          return { found: 2, idle: false };
        }),
      ],
      [
        job("idle", async () => {
          ran.push("idle");
          return { found: 0, idle: true };
        }),
      ],
    ];
    const all = (await Promise.all(Array.from({ length: 5 }, () => results(...lists)))).flat();
    expect(ran.sort()).toEqual(["first", "idle", "second"]);
    expect(all.filter(({ state }) => state === "failed")).toEqual([
      { job: "first", state: "failed", error: "No luck." },
    ]);
    expect(all.filter(({ state }) => state === "done")).toHaveLength(2);
    expect((await runs()).map((run) => [run.job, run.summary, run.error]).sort()).toEqual([
      ["first", null, "No luck."],
      ["second", { found: 2 }, null],
    ]);
    expect(await results(...lists)).toMatchObject([{ state: "waits" }, { state: "waits" }, { state: "waits" }]);
  });

  test("a job that hangs holds up no other list, and is not run beside itself", async () => {
    let release = () => {};
    let began = () => {};
    const working = new Promise<void>((resolve) => (began = resolve));
    const hanging = job("hanging", async () => {
      began();
      await new Promise<void>((resolve) => (release = resolve));
      return { idle: true };
    });
    const other = job("other", async () => ({ idle: true }));
    const { finished } = await startDueJobs(jobRequest("test"), "run 1", [[hanging]]);
    await working;
    expect(await results([hanging], [other])).toMatchObject([{ state: "running" }, { state: "done" }]);
    release();
    expect(await finished).toMatchObject([{ job: "hanging", state: "done" }]);
  });

  test("a run that never ended is written down when the next one takes the job", async () => {
    await inProvider(jobRequest("test"), ({ tx, now }) =>
      tx.insert(jobLeases).values({
        job: "crashed",
        everyMs: 60_000,
        nextDueAt: new Date(now.getTime() - 60_000),
        holder: "host:123:run",
        leasedUntil: new Date(now.getTime() - 1),
        startedAt: new Date(now.getTime() - 31_000),
      }),
    );
    expect(await results([job("crashed", async () => ({ idle: true }))])).toMatchObject([{ state: "done" }]);
    expect(await runs()).toMatchObject([{ job: "crashed", error: expect.stringContaining("host:123:run") }]);
  });
});

test("a sweep goes on where it was, whichever process goes on, and begins anew at the end", async () => {
  const rows = ["a", "b", "c", "d", "e"].map((id) => ({ id }));
  const page = () =>
    at(0, (ctx) =>
      nextSweepPage(ctx, "letters", 2, async (after, size) => rows.filter(({ id }) => id > after).slice(0, size)),
    ).then((taken) => taken.map(({ id }) => id).join(""));
  expect([await page(), await page(), await page(), await page()]).toEqual(["ab", "cd", "e", "ab"]);
  const both = await Promise.all([page(), page()]);
  expect(both.sort()).toEqual(["cd", "e"]);
});
