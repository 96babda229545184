import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { count, desc, eq } from "drizzle-orm";
import { jobLeases, overflows, workerProcesses } from "@/db/schema";
import { readCaFile } from "../ca-file.mjs";
import type { Context } from "../context";
import { env } from "../env";
import { currentInstallation } from "../installation";
import { jobNeedsAttention } from "../jobs/states";
import { utcText } from "../utc-text";
import type { Check } from "./check";
import { cronJobs } from "./cron-jobs";
import { type FailingStanding, failingStandings } from "./failing-standings";
import { failingCounts, mailCheck } from "./mail-check";
import { processHealth, queues } from "./open-work";
import { providerCheck, signInChecks } from "./provider-check";
import { webCheck, webFigures } from "./web-check";

/** A worker that was not seen for so long is gone; a cron that did not run for so long is late. */
const workerMs = 30_000;
const cronMs = 5 * 60_000;
/** A queue whose oldest entry is older than this is not being processed. */
const tooOldMs = 10 * 60_000;
/** A private CA's end is announced early: its successor has to reach each machine before. */
const caNoticeMs = 60 * 24 * 3_600_000;
/** Standings that a check names, at most. */
const namedInDetail = 5;
const leastFreeBytes = 1024 ** 3;

const minutes = (ms: number) => Math.round(ms / 60_000);
const ageOf = (ctx: Context, at: Date | null | undefined) =>
  at ? ctx.now.getTime() - at.getTime() : Number.POSITIVE_INFINITY;

/** The figures behind the checks, which /api/metrics gives as numbers. */
export async function checkFigures(ctx: Context) {
  const [worker] = await ctx.tx.select().from(workerProcesses).orderBy(desc(workerProcesses.seenAt)).limit(1);
  const [run] = await ctx.tx.select().from(jobLeases).orderBy(desc(jobLeases.startedAt)).limit(1);
  const waiting = await queues(ctx);
  const { refused } = await processHealth(ctx);
  const jobs = await cronJobs(ctx);
  const [stuck] = await ctx.tx.select({ n: count() }).from(overflows).where(eq(overflows.state, "stuck"));
  return {
    worker,
    run,
    waiting,
    failing: waiting.failingStandings.n === 0 ? [] : await failingStandings(ctx),
    refused,
    late: jobs.filter(({ state }) => jobNeedsAttention(state)),
    ...(await failingCounts(ctx)),
    stuckOverflows: stuck?.n ?? 0,
    web: await webFigures(ctx),
    disk: await freeSpace(env().SPILLWAY_DATA),
  };
}
export type CheckFigures = Awaited<ReturnType<typeof checkFigures>>;

/** Every check but those of the database itself: the one list that health, doctor and Operations show. */
export async function checksOf(ctx: Context, figures?: CheckFigures): Promise<Check[]> {
  const found = figures ?? (await checkFigures(ctx));
  return [
    await installationCheck(ctx),
    await providerCheck(ctx),
    ...signInChecks(),
    webCheck(found.web),
    ...processChecks(ctx, found),
    diskCheck(found),
    ...caChecks(ctx),
    mailCheck(found),
    noticeCheck(ctx, found),
    standingCheck(ctx, found),
    cloudCheck(found),
    {
      part: "overflows",
      ok: found.stuckOverflows === 0,
      what:
        found.stuckOverflows === 0
          ? "None is stuck."
          : `${found.stuckOverflows} stuck: open its billing event in the console and press Try again.`,
    },
    {
      part: "jobs",
      ok: found.late.length === 0,
      what: found.late.length === 0 ? "All are on time." : `${found.late.length} late or failed.`,
      ...(found.late.length === 0
        ? {}
        : {
            detail: found.late.map(({ id, state, error }) => `${id} ${state}${error ? `: ${error}` : ""}`).join("; "),
          }),
    },
  ];
}

async function installationCheck(ctx: Context): Promise<Check> {
  const here = await currentInstallation(ctx);
  const mode = env().SPILLWAY_MODE;
  const ok = here === null || here.mode === mode;
  return {
    part: "installation",
    serves: true,
    ok,
    what: ok
      ? `This is a ${mode} installation.`
      : `The database belongs to a ${here?.mode} installation, and this was started as ${mode}. Use another database.`,
  };
}

function processChecks(ctx: Context, { worker, run }: CheckFigures): Check[] {
  const workerOk = ageOf(ctx, worker?.seenAt) < workerMs;
  // A worker that has just begun has not run the cron yet; that is not late.
  const cronOk = ageOf(ctx, run?.startedAt) < cronMs || ageOf(ctx, worker?.startedAt) < cronMs;
  return [
    {
      part: "worker",
      serves: true,
      ok: workerOk,
      what: workerOk
        ? "It was seen just now."
        : "No worker was seen for 30 s. Start one: nothing is judged or delivered without it.",
    },
    {
      part: "scheduler",
      serves: true,
      ok: cronOk,
      what: cronOk ? "The cron is on time." : "The cron has not run for 5 min. Look at the worker's log.",
    },
  ];
}

function diskCheck({ disk }: CheckFigures): Check {
  if (disk === undefined) return { part: "disk", ok: false, what: "The disk of SPILLWAY_DATA cannot be read." };
  const gib = (disk.freeBytes / 1024 ** 3).toFixed(1);
  const ok = disk.freeBytes >= leastFreeBytes;
  return {
    part: "disk",
    ok,
    what: ok
      ? `${gib} GiB are free for SPILLWAY_DATA.`
      : `Only ${gib} GiB are free for SPILLWAY_DATA. Free some: a database on a full disk stops.`,
  };
}

/** The certificates that machines know the portal by; none where the portal's own is publicly trusted. */
function caChecks(ctx: Context): Check[] {
  const file = env().SPILLWAY_CA_FILE;
  if (file === undefined) return [];
  const certificates = readCaFile(file).map(({ subject, validTo }) => ({
    name: subject.replaceAll("\n", ", "),
    until: new Date(validTo),
  }));
  const ending = certificates.filter(({ until }) => until.getTime() < ctx.now.getTime() + caNoticeMs);
  const detail = certificates.map(({ name, until }) => `${name}, valid until ${utcText(until)}`);
  const what =
    ending.length === 0
      ? "The private CA that machines trust is valid."
      : "A certificate of the private CA that machines trust ends within 60 days or has ended. Add its successor to SPILLWAY_CA_FILE.";
  return [{ part: "ca", ok: ending.length === 0, what, detail: detail.join("; ") }];
}

/** A refused mail stands in the check of mails, and is not counted twice. */
function noticeCheck(ctx: Context, { waiting, failingCloudNotices }: CheckFigures): Check {
  const advice = "Their errors stand under Notices.";
  if (failingCloudNotices === 0) return queueCheck(ctx, "notices", waiting.notices, advice);
  return { part: "notices", ok: false, what: `${failingCloudNotices} to host clouds are refused. ${advice}` };
}

/** Standings that cannot be judged, each with its reason; else whether those that wait are being judged. */
function standingCheck(ctx: Context, { waiting, failing }: CheckFigures): Check {
  const { n, since } = waiting.failingStandings;
  if (n === 0) return queueCheck(ctx, "standings", waiting.standings, "Look at the worker's log: it names why.");
  const age = minutes(ageOf(ctx, since));
  const what = `${n} cannot be judged, the oldest for ${age} min. Each is tried again; all others are judged. Operations lists them.`;
  const one = ({ id, customerName, meter, tries, sentence }: FailingStanding) =>
    `${id} of ${customerName}, ${meter}: ${sentence} Tried ${tries} times.`;
  const left = n - namedInDetail;
  const detail = [...failing.slice(0, namedInDetail).map(one), ...(left > 0 ? [`${left} more.`] : [])].join(" ");
  return { part: "standings", ok: false, what, detail };
}

function queueCheck(
  ctx: Context,
  part: "notices" | "standings",
  { n, since }: { n: number; since: Date | null },
  advice: string,
): Check {
  const age = since ? ageOf(ctx, since) : 0;
  if (age <= tooOldMs) return { part, ok: true, what: n === 0 ? "None waits." : `${n} in work.` };
  const missing = part === "standings" ? "could not be judged" : "could not be delivered";
  return { part, ok: false, what: `${n} ${missing}, the oldest for ${minutes(age)} min. ${advice}` };
}

function cloudCheck({ refused }: CheckFigures): Check {
  if (refused.length === 0) return { part: "clouds", ok: true, what: "Each answered the last call." };
  const what = `${refused.length} did not answer the last call. Is it running? Test its connection in the console.`;
  return { part: "clouds", ok: false, what, detail: refused.map(({ name, error }) => `${name}: ${error}`).join(" ") };
}

/** Bytes that an ordinary user may still use, and all, of the disk that a folder is or will be on. */
async function freeSpace(folder: string): Promise<{ freeBytes: number; totalBytes: number } | undefined> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return dirname(folder) === folder ? undefined : freeSpace(dirname(folder));
  }
}
