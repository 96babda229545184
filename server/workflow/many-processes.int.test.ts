import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { announceChange } from "../audit/record-audit";
import { clockNow } from "../clock";
import { inProvider, jobRequest } from "../context";
import { answersByStatus } from "../http/answer-counts";
import { markInstallation } from "../installation";
import { jobLeaseMs } from "../jobs/rules";
import { signJws } from "../keys/jws";
import { rotateSigningKey } from "../keys/signing-keys";
import { bundleProgram } from "../overflow/testing/sandbox-process";
import { testClock } from "../setup/testing/portal";
import type { Summary } from "./reconcile";
import { CountedCloud, ProgramProcess } from "./testing/processes";

/** Two workers and two web processes, two host clouds, one database, one clock. */
let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let owner: postgres.Sql;
let clock: ReturnType<typeof testClock>;
let folder: string;
let programs: string;
let workers: ProgramProcess[];
let webs: [ProgramProcess, ProgramProcess];
let clouds: [CountedCloud, CountedCloud];
const minute = 60_000;
const start = new Date("2026-11-20T10:00:01Z").getTime();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spillway-many-"));
  clock = testClock(folder);
  clock.set(new Date(start));
  t = await makeTestDatabase();
  owner = postgres(t.ownerUrl, { max: 1, onnotice: () => {} });
  await inProvider(jobRequest("test"), (ctx) =>
    markInstallation(ctx, { mode: "demo", providerName: "Hill Computing", currency: "EUR" }),
  );
  clouds = [await CountedCloud.open("cloud-a"), await CountedCloud.open("cloud-b")];
  // Every claim of a job, as the database saw it.
  await owner.unsafe(`
    create table claims (job text not null, every_ms int not null, started_at timestamptz not null, holder text not null);
    grant insert on claims to spillway_provider;
    create function log_claim() returns trigger language plpgsql as $$
    begin
      insert into claims values (new.job, new.every_ms, new.started_at, new.holder);
      return null;
    end $$;
    create trigger claimed after insert or update of holder on job_leases
      for each row when (new.holder is not null) execute function log_claim();`);
  programs = mkdtempSync(join(process.cwd(), "node_modules/.many-"));
  const [worker, web] = [join(programs, "worker.mjs"), join(programs, "web.mjs")];
  await bundleProgram("worker/main.ts", worker);
  await bundleProgram("server/workflow/testing/web-process.ts", web);
  webs = [await ProgramProcess.startAsked(web), await ProgramProcess.startAsked(web)];
  workers = [ProgramProcess.start(worker), ProgramProcess.start(worker)];
});

afterAll(async () => {
  await Promise.all([...(workers ?? []), ...(webs ?? [])].map((one) => one.end()));
  await Promise.all((clouds ?? []).map((cloud) => cloud.close()));
  await owner?.end();
  await t?.drop();
  for (const made of [folder, programs]) rmSync(made, { recursive: true, force: true });
  delete process.env.SPILLWAY_TEST_CLOCK;
});

/** Looks at the rows until it is so. The test's own time limit ends what never comes. */
async function until<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    // The servers of this process get their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Jobs that are run once a minute and had their run of the minute that began then. */
const runsOf = (at: Date) =>
  owner<{ job: string }[]>`
    select job from job_leases where every_ms = ${minute} and holder is null
       and ended_at >= ${at} and next_due_at > ${at} order by job`;
const minuteJobs = 12; // Ten of reconcile.ts, and two polls.

test("each job and each cloud's poll runs once in an interval", { timeout: 180_000 }, async () => {
  const minutes = [1, 2, 3, 4].map((n) => new Date(start + n * minute));
  for (const at of minutes) {
    clock.set(at);
    // Callers of the cron in addition to the workers, at once and again.
    const answers = await Promise.all([...webs, ...webs].map((web) => web.ask<Summary>("cron")));
    for (const { failures } of answers) expect(failures).toEqual([]);
    await until(async () => (await runsOf(at)).length === minuteJobs);
  }
  const twice = await owner`
    select job, floor(extract(epoch from started_at) * 1000 / every_ms) as interval, count(*)::int as runs
      from claims group by 1, 2 having count(*) > 1`;
  expect([...twice]).toEqual([]);
  // Each ran in each of these minutes, and each claim of a poll is one poll.
  const [jobs] = await owner<{ ran: number }[]>`
    select count(*)::int as ran from (
      select distinct job, date_trunc('minute', started_at) from claims
       where every_ms = ${minute} and date_trunc('minute', started_at) in ${owner(
         minutes.map((at) => new Date(Math.floor(at.getTime() / minute) * minute)),
       )}) as run`;
  expect(jobs?.ran).toBe(minuteJobs * minutes.length);
  for (const cloud of clouds) {
    const [claimed] = await owner<{ n: number }[]>`
      select count(*)::int as n from claims where job = ${`poll:${cloud.id}`}`;
    expect(cloud.polls).toBe(claimed?.n);
  }
  const holders = await owner<{ pid: string }[]>`select distinct split_part(holder, ':', 2) as pid from claims`;
  const ours = [...workers, ...webs].map(({ pid }) => String(pid));
  for (const { pid } of holders) expect(ours).toContain(pid);
});

test("a cloud that does not answer delays its own poll alone", { timeout: 180_000 }, async () => {
  const [slow] = clouds;
  const own = `poll:${slow.id}`;
  const before = slow.polls;
  slow.hang(true);
  const at = new Date(start + 10 * minute);
  clock.set(at);
  await until(async () => slow.polls > before);
  await until(async () => (await runsOf(at)).filter(({ job }) => job !== own).length === minuteJobs - 1);
  slow.hang(false);
  await until(async () => (await runsOf(at)).some(({ job }) => job === own));
});

test("after kill -9 of its holder another process runs the job when the lease lapses", {
  timeout: 180_000,
}, async () => {
  const [slow] = clouds;
  const own = `poll:${slow.id}`;
  slow.hang(true);
  const at = new Date(start + 20 * minute);
  clock.set(at);
  const holder = await until(async () => {
    const [lease] = await owner<{ pid: string | null }[]>`
      select split_part(holder, ':', 2) as pid from job_leases where job = ${own} and started_at >= ${at}`;
    return lease?.pid ?? undefined;
  });
  const killed = workers.find(({ pid }) => String(pid) === holder);
  await killed?.end("SIGKILL");
  workers = workers.filter((worker) => worker !== killed);
  expect(workers).toHaveLength(1);
  slow.hang(false);
  const before = slow.polls;
  clock.set(new Date(clockNow().getTime() + jobLeaseMs));
  await until(async () => (await runsOf(at)).length === minuteJobs);
  expect(slow.polls).toBeGreaterThan(before);
  const [claim] = await owner<{ pid: string }[]>`
    select split_part(holder, ':', 2) as pid from claims where job = ${own} order by started_at desc limit 1`;
  expect(claim?.pid).toBe(String(workers[0]?.pid));
  const [interrupted] = await owner`select error from cron_runs where job = ${own} and error like '%ended first%'`;
  expect(interrupted?.error).toContain(`:${holder}:`);
});

test("a rotated signing key and a changed setting reach every process by their notification", async () => {
  const asked = webs.map((web) => web.ask<{ kid: string }>("sign before"));
  const [before] = await Promise.all(asked);
  const rotated = webs.map((web) => web.changed("signing_keys"));
  const { kid } = await inProvider(jobRequest("test"), (ctx) => rotateSigningKey(ctx, "license"));
  await Promise.all(rotated);
  expect(kid).not.toBe(before?.kid);
  // Each signs with the new key, and each accepts what any of them signed with it.
  const signed = await Promise.all(webs.map((web) => web.ask<{ kid: string; jws: string }>("sign after")));
  expect(signed.map((one) => one.kid)).toEqual([kid, kid]);
  await until(async () => (await signJws("license", { text: "after" })).kid === kid);
  for (const web of webs)
    for (const { jws } of signed) expect(await web.ask(`verify ${jws}`)).toEqual({ text: "after" });

  expect(await webs[0].ask("settings")).toMatchObject({ providerName: "Hill Computing" });
  const renamed = webs.map((web) => web.changed("installation"));
  await t.db.providerSql`update installation set provider_name = 'Valley Computing'`;
  await Promise.all(renamed);
  for (const web of webs) expect(await web.ask("settings")).toMatchObject({ providerName: "Valley Computing" });
});

test("a page that one process drew follows on in another, and misses nothing", async () => {
  const [one, other] = webs;
  const announce = (...topics: ("machines" | "usage")[]) =>
    inProvider(jobRequest("test"), async (ctx) => {
      for (const topic of topics) await announceChange(ctx, topic, null);
    });
  const stand = async () => Promise.all([one, other].map((web) => web.ask<string>("position")));
  await stand(); // From now on both listen.
  await announce("machines");
  const drawn = await until(async () => {
    const [here, there] = await stand();
    return here?.split(".")[0] === there?.split(".")[0] && here;
  });
  await announce("machines", "usage");
  const message = await other.ask<{ id: string; topics: string[] }>(`follow ${drawn}`);
  expect(message.topics).toEqual(expect.arrayContaining(["machines", "usage"]));
  expect(message.topics).not.toContain("all");
  // A position that nobody else knows: everything is read again.
  expect(await other.ask("follow elsewhere-0.1")).toMatchObject({ topics: ["all"] });
});

test("what all processes answered is added up, also what one counted while the others stored", async () => {
  await Promise.all(webs.map((web) => web.ask("answer 200")));
  await Promise.all([webs[0].ask("answer 503"), ...webs.map((web) => web.ask("store"))]);
  await Promise.all(webs.flatMap((web) => [web.ask("answer 200"), web.ask("store")]));
  expect(await inProvider(jobRequest("test"), answersByStatus)).toEqual([
    { status: 200, answers: 4 },
    { status: 503, answers: 1 },
  ]);
});
