import { sql } from "drizzle-orm";
import type { Context } from "../context";

/** One run of a scheduled job; `tookMs` is null while it runs, or when it never ended. */
export type CronRun = { id: string; startedAt: Date; tookMs: number | null; error: string | null };

/** A scheduled job as its last runs show it. `everyMs` and `medianMs` are medians of those runs. */
export type CronJob = {
  job: string;
  runs: CronRun[];
  everyMs: number | null;
  medianMs: number | null;
  state: "on_time" | "running" | "slow" | "late" | "failed";
};

const shownRuns = 24;
/** A run counts as slow from this many times the median on, and a job as late after this many of its intervals. */
const tolerance = 3;
/** Below this nobody waits: a median of 20 ms makes 80 ms no event. */
const noticeableMs = 2000;
const leastLateMs = 120_000;

/** Every scheduled job that ever ran, with its last 24 runs, oldest first. */
export async function cronJobs(ctx: Context): Promise<CronJob[]> {
  const rows = await ctx.tx.execute<{
    id: string;
    job: string;
    started_ms: string;
    took_ms: string | null;
    error: string | null;
  }>(sql`
    select id, job, error, (extract(epoch from started_at) * 1000)::bigint::text as started_ms,
           (extract(epoch from ended_at - started_at) * 1000)::bigint::text as took_ms
      from (select *, row_number() over (partition by job order by started_at desc) as place from cron_runs) as ranked
     where place <= ${shownRuns} order by job, started_at`);
  const jobs = new Map<string, CronRun[]>();
  for (const row of rows) {
    const runs = jobs.get(row.job) ?? [];
    runs.push({
      id: row.id,
      startedAt: new Date(Number(row.started_ms)),
      tookMs: row.took_ms === null ? null : Number(row.took_ms),
      error: row.error,
    });
    jobs.set(row.job, runs);
  }
  return [...jobs].map(([job, runs]) => judgeRuns(job, runs, ctx.now));
}

/** What a job's runs say about it now. Pure. */
export function judgeRuns(job: string, runs: CronRun[], now: Date): CronJob {
  const everyMs = median(
    runs.slice(1).map((run, at) => run.startedAt.getTime() - (runs[at]?.startedAt.getTime() ?? 0)),
  );
  const medianMs = median(runs.flatMap((run) => (run.tookMs === null ? [] : [run.tookMs])));
  return { job, runs, everyMs, medianMs, state: stateOf(runs, everyMs, medianMs, now) };
}

function stateOf(runs: CronRun[], everyMs: number | null, medianMs: number | null, now: Date): CronJob["state"] {
  const last = runs.at(-1);
  if (!last || last.error !== null) return "failed";
  const since = now.getTime() - last.startedAt.getTime();
  if (everyMs !== null && since > Math.max(leastLateMs, everyMs * tolerance)) return "late";
  const took = last.tookMs ?? since;
  if (medianMs !== null && took > Math.max(noticeableMs, medianMs * tolerance)) return "slow";
  return last.tookMs === null ? "running" : "on_time";
}

function median(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
