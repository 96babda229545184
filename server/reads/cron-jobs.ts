import { sql } from "drizzle-orm";
import type { Context } from "../context";
import { isHeld } from "../jobs/rules";
import type { JobState } from "../jobs/states";

/** One recorded run of a scheduled job: it changed something, failed, or was interrupted. */
export type CronRun = { id: string; startedAt: Date; tookMs: number | null; error: string | null };

/** What is known of a scheduled job. */
export type CronJobFacts = {
  /** The job's name; `poll` for the poll of a cloud. */
  job: string;
  /** The polled cloud's name. */
  cloud: string | null;
  everyMs: number;
  nextDueAt: Date;
  leasedUntil: Date | null;
  /** The last run, recorded or not. `tookMs` is null while it runs, or when it never ended. */
  startedAt: Date;
  tookMs: number | null;
  error: string | null;
  /** Its last recorded runs, oldest first. */
  runs: CronRun[];
};

export type CronJob = CronJobFacts & {
  id: string;
  /** Median of the recorded runs. */
  medianMs: number | null;
  state: JobState;
};

const shownRuns = 24;
/** A run counts as slow from this many times the median on, and a job as late after this many of its intervals. */
const tolerance = 3;
/** Below this nobody waits: a median of 20 ms makes 80 ms no event. */
const noticeableMs = 2000;
const leastLateMs = 120_000;

/** Every scheduled job that ever ran, by name, with its last 24 recorded runs. */
export async function cronJobs(ctx: Context): Promise<CronJob[]> {
  const rows = await ctx.tx.execute<{
    job: string;
    cloud: string | null;
    every_ms: number;
    next_due_ms: string;
    leased_until_ms: string | null;
    started_ms: string;
    took_ms: string | null;
    error: string | null;
    runs: { id: string; started_ms: number; took_ms: number | null; error: string | null }[];
  }>(sql`
    select j.job, c.name as cloud, j.every_ms, j.error,
           ${ms("j.next_due_at")} as next_due_ms, ${ms("j.leased_until")} as leased_until_ms,
           ${ms("j.started_at")} as started_ms,
           case when j.ended_at >= j.started_at then ${ms("j.ended_at - j.started_at")} end as took_ms,
           (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'error', r.error,
                              'started_ms', ${ms("r.started_at")}::bigint,
                              'took_ms', ${ms("r.ended_at - r.started_at")}::bigint) order by r.started_at), '[]')
              from (select * from cron_runs where cron_runs.job = j.job
                     order by cron_runs.started_at desc limit ${shownRuns}) as r) as runs
      from job_leases j left join clouds c on j.job = 'poll:' || c.id
     order by j.job`);
  return rows.map((row) =>
    judgeJob(
      {
        job: row.cloud === null ? row.job : "poll",
        cloud: row.cloud,
        everyMs: row.every_ms,
        nextDueAt: new Date(Number(row.next_due_ms)),
        leasedUntil: row.leased_until_ms === null ? null : new Date(Number(row.leased_until_ms)),
        startedAt: new Date(Number(row.started_ms)),
        tookMs: row.took_ms === null ? null : Number(row.took_ms),
        error: row.error,
        runs: row.runs.map(({ id, started_ms, took_ms, error }) => ({
          id,
          startedAt: new Date(started_ms),
          tookMs: took_ms,
          error,
        })),
      },
      row.job,
      ctx.now,
    ),
  );
}

const ms = (instant: string) => sql.raw(`(extract(epoch from ${instant}) * 1000)::bigint::text`);

/** What a job's lease and runs say about it now. Pure. */
export function judgeJob(facts: CronJobFacts, id: string, now: Date): CronJob {
  const medianMs = median(facts.runs.flatMap((run) => (run.tookMs === null ? [] : [run.tookMs])));
  return { ...facts, id, medianMs, state: stateOf(facts, medianMs, now) };
}

function stateOf(facts: CronJobFacts, medianMs: number | null, now: Date): CronJob["state"] {
  const { error, everyMs, nextDueAt, startedAt, tookMs } = facts;
  const running = isHeld(facts, now);
  const took = running ? now.getTime() - startedAt.getTime() : (tookMs ?? 0);
  const slow = medianMs !== null && took > Math.max(noticeableMs, medianMs * tolerance);
  if (running) return slow ? "slow" : "running";
  if (error !== null) return "failed";
  if (now.getTime() - nextDueAt.getTime() > Math.max(leastLateMs, everyMs * (tolerance - 1))) return "late";
  return slow ? "slow" : "on_time";
}

function median(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
