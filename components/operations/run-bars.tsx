import { formatDuration } from "@/components/ui/format-time";
import type { CronRun } from "@/server/reads/cron-jobs";

const height = 16;
const pitch = 6;
/** A run of this many times the median is highlighted. */
const highlightedFrom = 3;

/** The durations of a job's last runs as bars, oldest at the left; failed ones red, long ones amber. */
export function RunBars({ job, runs, medianMs }: { job: string; runs: CronRun[]; medianMs: number | null }) {
  const longest = Math.max(1, ...runs.map((run) => run.tookMs ?? 0));
  const failed = runs.filter((run) => run.error !== null).length;
  const label = `${job}, last ${runs.length} runs: median ${formatDuration(medianMs ?? 0)}, longest ${formatDuration(longest)}, ${failed} failed`;
  return (
    <svg role="img" aria-label={label} width={24 * pitch} height={height} className="block">
      {runs.map((run, at) => {
        const tall = Math.max(2, Math.round(((run.tookMs ?? 0) / longest) * height));
        const long = medianMs !== null && (run.tookMs ?? 0) > Math.max(2000, medianMs * highlightedFrom);
        const fill = run.error !== null ? "fill-over" : long ? "fill-near-mark" : "fill-line-strong";
        return (
          <rect
            key={run.id}
            x={at * pitch}
            y={height - (run.error === null ? tall : height)}
            width={pitch - 2}
            height={run.error === null ? tall : height}
            className={fill}
          />
        );
      })}
    </svg>
  );
}
