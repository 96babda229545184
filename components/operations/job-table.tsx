import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatDuration } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CronJob } from "@/server/reads/cron-jobs";
import { jobLook, jobName } from "./job-state";
import { RunBars } from "./run-bars";

/** The measured distance of two runs as it was planned: whole minutes from one on, for a run begins a moment late. */
const asPlanned = (everyMs: number) =>
  Math.round(everyMs / (everyMs < 50_000 ? 1000 : 60_000)) * (everyMs < 50_000 ? 1000 : 60_000);

/** Scheduled jobs with their last 24 runs. Stands in a flush card. */
export function JobTable({ jobs, now, csv }: { jobs: CronJob[]; now: Date; csv?: string }) {
  return (
    <DataTable
      bare
      label="Cron"
      columns={[
        { key: "job", head: "Job" },
        { key: "every", head: "Every", muted: true, fold: "phone" },
        { key: "last", head: "Last run" },
        { key: "took", head: "Took", align: "right" },
        { key: "runs", head: "Duration", fold: "tablet" },
        { key: "state", head: "State" },
      ]}
      rows={jobs.map((job) => {
        const last = job.runs.at(-1);
        const look = jobLook(job);
        return {
          id: job.job,
          cells: {
            job: jobName(job.job),
            every: job.everyMs === null ? null : formatDuration(asPlanned(job.everyMs)),
            last: <RelativeTime at={last?.startedAt} now={now} />,
            took: last?.tookMs === null || last === undefined ? null : formatDuration(last.tookMs),
            runs: <RunBars job={jobName(job.job)} runs={job.runs} medianMs={job.medianMs} />,
            state: (
              <Badge shape={look.shape} tone={look.tone}>
                {look.word}
              </Badge>
            ),
          },
          ...(last?.error && { detail: <p className="pt-2 text-over">{last.error}</p> }),
        };
      })}
      empty={
        <EmptyState compact title="No job has run yet">
          The cron sweeps standings, polls clouds and retries what waits. If nothing stands here after a minute, the
          worker is not running.
        </EmptyState>
      }
      foot={{ summary: "Last 24 runs of each", csvHref: csv }}
    />
  );
}
