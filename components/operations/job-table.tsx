import { staffZone } from "@/components/frame/staff-zone";
import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatDuration } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CronJob } from "@/server/reads/cron-jobs";
import { jobLook, jobName } from "./job-state";
import { RunBars } from "./run-bars";

/** Scheduled jobs with their last 24 recorded runs. For a flush card. */
export function JobTable({ jobs, now, csv }: { jobs: CronJob[]; now: Date; csv?: string }) {
  return (
    <DataTable
      bare
      label="Cron"
      columns={[
        { key: "job", head: "Job", grow: "34%" },
        { key: "every", head: "Every", muted: true, fold: "phone" },
        { key: "last", head: "Last run" },
        { key: "took", head: "Took", align: "right" },
        { key: "runs", head: "Duration", fold: "tablet" },
        { key: "state", head: "State" },
      ]}
      rows={jobs.map((job) => {
        const look = jobLook(job);
        return {
          id: job.id,
          cells: {
            job: jobName(job),
            every: formatDuration(job.everyMs),
            last: <RelativeTime at={job.startedAt} now={now} zone={staffZone} />,
            took: job.tookMs === null ? null : formatDuration(job.tookMs),
            runs: <RunBars job={jobName(job)} runs={job.runs} medianMs={job.medianMs} />,
            state: (
              <Badge shape={look.shape} tone={look.tone}>
                {look.word}
              </Badge>
            ),
          },
          ...(job.error && { detail: <p className="pt-2 text-over">{job.error}</p> }),
        };
      })}
      empty={
        <EmptyState compact title="No job has run yet">
          The cron judges standings, polls clouds and retries waiting work. If no job is listed after a minute, no
          worker is running.
        </EmptyState>
      }
      foot={{ summary: "Last 24 runs of each that changed something or failed", csvHref: csv }}
    />
  );
}
