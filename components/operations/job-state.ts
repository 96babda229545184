import { formatDuration } from "@/components/ui/format-time";
import type { StateShape, StateTone } from "@/components/ui/state-table";
import type { CronJob } from "@/server/reads/cron-jobs";

const looks: Record<CronJob["state"], { shape: StateShape; tone: StateTone; word: string }> = {
  on_time: { shape: "dot", tone: "fine", word: "On time" },
  running: { shape: "half", tone: "accent", word: "Running" },
  slow: { shape: "triangle", tone: "near", word: "Slow" },
  late: { shape: "square", tone: "over", word: "Late" },
  failed: { shape: "square", tone: "over", word: "Failed" },
};

/** How a job's state looks; a slow one says what it usually takes. */
export function jobLook(job: CronJob) {
  const look = looks[job.state];
  return job.state === "slow" && job.medianMs !== null
    ? { ...look, word: `Slow, median ${formatDuration(job.medianMs)}` }
    : look;
}

/** Whether the job does what it should. */
export const inOrder = (job: CronJob): boolean => job.state === "on_time" || job.state === "running";

/** A job's name for reading: `closedWindows` is "Closed windows", a poll names its cloud. */
export function jobName({ job, cloud }: Pick<CronJob, "job" | "cloud">): string {
  const words = job.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  return cloud === null ? name : `${name} ${cloud}`;
}
