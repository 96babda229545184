import { formatDuration } from "@/components/ui/format-time";
import { stateLook } from "@/components/ui/state-table";
import type { CronJob } from "@/server/reads/cron-jobs";

/** How a job's state looks; a slow one shows its median duration. */
export function jobLook(job: CronJob) {
  const look = stateLook("job", job.state);
  return job.state === "slow" && job.medianMs !== null
    ? { ...look, word: `Slow, median ${formatDuration(job.medianMs)}` }
    : look;
}

/** A job's name for reading: `closedWindows` is "Closed windows", a poll names its cloud. */
export function jobName({ job, cloud }: Pick<CronJob, "job" | "cloud">): string {
  const words = job.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  return cloud === null ? name : `${name} ${cloud}`;
}
