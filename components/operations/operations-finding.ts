import { formatCount } from "@/components/ui/format";
import { jobIsInOrder } from "@/server/jobs/states";
import type { CronJob } from "@/server/reads/cron-jobs";
import type { failingNotices, OpenOverflow, processHealth, stuckMachines } from "@/server/reads/open-work";
import { jobName } from "./job-state";

type Given = {
  work: {
    overflows: OpenOverflow[];
    machines: Awaited<ReturnType<typeof stuckMachines>>;
    notices: Awaited<ReturnType<typeof failingNotices>>;
  };
  jobs: CronJob[];
  health: Awaited<ReturnType<typeof processHealth>>;
};

/** A number with its noun: "1 step stuck", "3 notices failing". */
const counted = (n: number, one: string, many: string) => (n === 0 ? [] : [`${n} ${n === 1 ? one : many}`]);

/** The finding of the operations page: what does not run by itself; else that everything does. */
export function operationsFinding({ work, jobs, health }: Given): string {
  if (!health.workers.some((worker) => worker.alive))
    return "No worker process is alive: nothing is judged, started or delivered until one runs.";
  const waiting = work.overflows.filter((row) => row.waits);
  const held = waiting.filter((row) => row.state.startsWith("held")).length;
  const faults = [
    ...counted(waiting.length - held, "overflow stuck", "overflows stuck"),
    ...counted(held, "overflow waits for an answer or credit", "overflows wait for an answer or credit"),
    ...counted(work.machines.length, "machine cannot go on", "machines cannot go on"),
    ...counted(work.notices.length, "notice failing", "notices failing"),
    ...jobs.filter((job) => !jobIsInOrder(job.state)).map((job) => `job ${jobName(job).toLowerCase()} ${job.state}`),
  ];
  const moving = work.overflows.length - waiting.length;
  const rest = moving === 0 ? "" : ` ${formatCount(moving, "overflow is", "overflows are")} on the way.`;
  return faults.length === 0 ? `Everything runs.${rest}` : `${faults.join(", ")}.${rest} Everything else runs.`;
}
