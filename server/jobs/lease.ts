import { and, eq, gt, isNull, lte, or } from "drizzle-orm";
import { cronRuns, jobLeases } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import { setBackMs } from "../set-back";
import { jobLeaseMs, nextInterval } from "./rules";

/** A job held by one run. `startedAt` is when it was taken. */
export type JobLease = { job: string; everyMs: number; holder: string; startedAt: Date };

/** Another run has taken the job: nothing may be written in the name of this one any more. */
export class JobLeaseLost extends Error {
  override readonly name = "JobLeaseLost";
  constructor({ job }: Pick<JobLease, "job">) {
    super(`The lease of the job ${job} lapsed, and another process has taken it.`);
  }
}

const mine = ({ job, holder }: JobLease) => and(eq(jobLeases.job, job), eq(jobLeases.holder, holder));

/**
 * Takes a job that is due and that nobody holds, by one statement: of many that try at once one succeeds. The first
 * claim of a job writes its row.
 * @returns null where it is not due, or held
 */
export async function claimJob(
  ctx: Context,
  job: { name: string; everyMs: number },
  holder: string,
): Promise<JobLease | null> {
  const { now } = ctx;
  const after = (ms: number) => new Date(now.getTime() + ms);
  const taken = { everyMs: job.everyMs, holder, leasedUntil: after(jobLeaseMs), startedAt: now };
  const rows = await ctx.tx
    .insert(jobLeases)
    .values({ job: job.name, nextDueAt: now, ...taken })
    .onConflictDoUpdate({
      target: jobLeases.job,
      set: taken,
      // isDue and isHeld of rules.ts, as one condition of the statement that takes the row.
      setWhere: and(
        or(lte(jobLeases.nextDueAt, now), gt(jobLeases.nextDueAt, after(job.everyMs + setBackMs))),
        or(
          isNull(jobLeases.leasedUntil),
          lte(jobLeases.leasedUntil, now),
          gt(jobLeases.leasedUntil, after(jobLeaseMs + setBackMs)),
        ),
      ),
    })
    .returning({ job: jobLeases.job });
  return rows.length === 0 ? null : { job: job.name, everyMs: job.everyMs, holder, startedAt: now };
}

/** Extends the lease of a job that still runs. @throws JobLeaseLost */
export async function renewJobLease(ctx: Context, lease: JobLease): Promise<void> {
  const renewed = await ctx.tx
    .update(jobLeases)
    .set({ leasedUntil: new Date(ctx.now.getTime() + jobLeaseMs) })
    .where(mine(lease))
    .returning({ job: jobLeases.job });
  if (renewed.length === 0) throw new JobLeaseLost(lease);
}

/**
 * Holds the lease's row until the caller's transaction ends, so that what it writes stands before anything of the next
 * holder. @throws JobLeaseLost
 */
export async function requireJobLease(ctx: Context, lease: JobLease): Promise<void> {
  const [row] = await ctx.tx.select({ job: jobLeases.job }).from(jobLeases).where(mine(lease)).for("update");
  if (!row) throw new JobLeaseLost(lease);
}

export type JobEnd = { summary: Record<string, unknown>; idle: boolean } | { error: string };

/**
 * Gives the job back with its outcome; it is due again when the interval after its start begins. A run that changed
 * something or failed leaves a row for the console. @throws JobLeaseLost
 */
export async function endJob(ctx: Context, lease: JobLease, end: JobEnd): Promise<void> {
  const error = "error" in end ? end.error : null;
  const ended = await ctx.tx
    .update(jobLeases)
    .set({
      holder: null,
      leasedUntil: null,
      endedAt: ctx.now,
      error,
      nextDueAt: nextInterval(lease.startedAt, lease.everyMs),
    })
    .where(mine(lease))
    .returning({ job: jobLeases.job });
  if (ended.length === 0) throw new JobLeaseLost(lease);
  if (!("error" in end) && end.idle) return;
  const summary = "error" in end ? null : end.summary;
  await writeRun(ctx, { job: lease.job, startedAt: lease.startedAt, summary, error });
}

/** Writes down a run whose process ended before the run did. */
export async function recordInterruptedRun(
  ctx: Context,
  run: { job: string; startedAt: Date; holder: string },
): Promise<void> {
  const error = `The process that ran it ended first (${run.holder}).`;
  await writeRun(ctx, { job: run.job, startedAt: run.startedAt, summary: null, error });
}

async function writeRun(
  ctx: Context,
  run: { job: string; startedAt: Date; summary: Record<string, unknown> | null; error: string | null },
): Promise<void> {
  await ctx.tx.insert(cronRuns).values({ id: newId("cronRun", ctx.now), ...run, endedAt: ctx.now });
}
