import { hostname } from "node:os";
import { inArray } from "drizzle-orm";
import { jobLeases } from "@/db/schema";
import { clockNow } from "../clock";
import { type Context, inProvider, type Request } from "../context";
import { log } from "../log";
import {
  claimJob,
  endJob,
  type JobEnd,
  type JobLease,
  JobLeaseLost,
  recordInterruptedRun,
  renewJobLease,
  requireJobLease,
} from "./lease";
import { isDue, isHeld, renewMs } from "./rules";

/** What a run has done. `idle`: it found nothing to do, and leaves no row on the console's page of runs. */
export type JobReport = Record<string, unknown> & { idle: boolean };

/** What a job is given: the time at which it began, and whether it still holds its lease. */
export type JobRun = {
  request: Request;
  /** Aborted when the lease was lost. A long job looks at it between two pieces of its work. */
  signal: AbortSignal;
  /** Locks the lease's row for the caller's transaction. @throws JobLeaseLost */
  requireLease: (ctx: Context) => Promise<void>;
};

export type Job = {
  name: string;
  /** Its interval in milliseconds. */
  everyMs: number;
  work: (run: JobRun) => Promise<JobReport>;
};

export type JobResult = { job: string } & (
  | { state: "done"; report: JobReport }
  | { state: "failed"; error: string }
  | { state: "running" | "lapsed" }
  | { state: "waits"; dueAt: Date }
);

/** A job's row as it was read before the claim. */
type Known = typeof jobLeases.$inferSelect;

/**
 * Starts those of the jobs that are due and that no process holds: lists side by side, the jobs of one list in order. A
 * job that fails stops no other.
 * @param run names this call in the leases that it takes
 * @returns once it is known which are due; `finished` settles when the last one has ended
 */
export async function startDueJobs(
  request: Request,
  run: string,
  lists: readonly Job[][],
): Promise<{ finished: Promise<JobResult[]> }> {
  const known = await knownJobs(request, lists.flat());
  const holder = `${hostname()}:${process.pid}:${run}`;
  const inOrder = async (jobs: readonly Job[]) => {
    const results: JobResult[] = [];
    for (const job of jobs) results.push(await runIfDue(request, holder, job, known.get(job.name)));
    return results;
  };
  return { finished: Promise.all(lists.map(inOrder)).then((results) => results.flat()) };
}

async function knownJobs(request: Request, jobs: Job[]): Promise<Map<string, Known>> {
  const names = jobs.map(({ name }) => name);
  const rows = await inProvider(request, (ctx) => ctx.tx.select().from(jobLeases).where(inArray(jobLeases.job, names)));
  return new Map(rows.map((row) => [row.job, row]));
}

async function runIfDue(request: Request, holder: string, job: Job, known: Known | undefined): Promise<JobResult> {
  const now = { ...request, now: clockNow() };
  // Most looks end here, at the cost of the one read for all jobs.
  if (known && !isDue(known, now.now)) return { job: job.name, state: "waits", dueAt: known.nextDueAt };
  if (known && isHeld(known, now.now)) return { job: job.name, state: "running" };
  try {
    const lease = await inProvider(now, async (ctx) => {
      const claimed = await claimJob(ctx, job, holder);
      if (claimed && known?.holder)
        await recordInterruptedRun(ctx, { job: job.name, startedAt: known.startedAt, holder: known.holder });
      return claimed;
    });
    return lease ? await runHeld(now, job, lease) : { job: job.name, state: "running" };
  } catch (error) {
    if (error instanceof JobLeaseLost) return { job: job.name, state: "lapsed" };
    return failed(request, job, error as Error);
  }
}

/** Runs a job under its lease, which a timer renews meanwhile, and gives it back with the outcome. */
async function runHeld(request: Request, job: Job, lease: JobLease): Promise<JobResult> {
  const lost = new AbortController();
  const renewal = setInterval(() => {
    inProvider({ ...request, now: clockNow() }, (ctx) => renewJobLease(ctx, lease)).catch((error) => {
      // Any other error is the database's: the next renewal tries again.
      if (error instanceof JobLeaseLost) lost.abort(error);
    });
  }, renewMs);
  const end = (outcome: JobEnd) => inProvider({ ...request, now: clockNow() }, (ctx) => endJob(ctx, lease, outcome));
  try {
    const requireLease = (ctx: Context) => requireJobLease(ctx, lease);
    const report = await job.work({ request, signal: lost.signal, requireLease });
    const { idle, ...summary } = report;
    await end({ summary, idle });
    return { job: job.name, state: "done", report };
  } catch (error) {
    if (error instanceof JobLeaseLost) throw error;
    await end({ error: (error as Error).message });
    return failed(request, job, error as Error);
  } finally {
    clearInterval(renewal);
  }
}

function failed({ requestId }: Request, { name }: Job, err: Error): JobResult {
  log.error({ requestId, job: name, err }, "a job failed");
  return { job: name, state: "failed", error: err.message };
}
