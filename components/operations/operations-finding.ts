import { formatCount } from "@/components/ui/format";
import { jobIsInOrder } from "@/server/jobs/states";
import { overflowIs } from "@/server/overflow/states";
import type { Check } from "@/server/reads/check";
import type { CronJob } from "@/server/reads/cron-jobs";
import type { DiscoveredInstance } from "@/server/reads/discovered-instances";
import type { FailingStanding } from "@/server/reads/failing-standings";
import type { failingNotices, OpenOverflow, processHealth, stuckMachines } from "@/server/reads/open-work";
import { checkName } from "./check-name";
import { jobName } from "./job-state";

type Given = {
  work: {
    overflows: OpenOverflow[];
    standings: FailingStanding[];
    machines: Awaited<ReturnType<typeof stuckMachines>>;
    notices: Awaited<ReturnType<typeof failingNotices>>;
    discovered: DiscoveredInstance[];
  };
  jobs: CronJob[];
  health: Awaited<ReturnType<typeof processHealth>>;
  checks: Check[];
};

/** Checks whose faults the sentence counts one by one. */
const countedParts = ["worker", "overflows", "jobs"];
/** Its fault is counted by what cannot be judged, or named where the queue does not move. */
const standingsPart = "standings";

const counted = (n: number, one: string, many: string) => (n === 0 ? [] : [formatCount(n, one, many)]);

/** The finding of the operations page: what needs attention; else that everything runs. */
export function operationsFinding({ work, jobs, health, checks }: Given): string {
  if (!health.workers.some((worker) => worker.alive))
    return "No worker process is alive: nothing is judged, started or delivered until one runs.";
  const waiting = work.overflows.filter((row) => row.waits);
  const held = waiting.filter((row) => overflowIs("held", row.state)).length;
  const faults = [
    ...counted(waiting.length - held, "overflow stuck", "overflows stuck"),
    ...counted(held, "overflow waits for approval or credit", "overflows wait for approval or credit"),
    ...counted(work.standings.length, "standing cannot be judged", "standings cannot be judged"),
    ...counted(work.machines.length, "machine blocked", "machines blocked"),
    ...counted(work.discovered.length, "discovered instance", "discovered instances"),
    ...counted(work.notices.length, "notice failing", "notices failing"),
    ...checks
      .filter(
        ({ part, ok }) => !ok && !countedParts.includes(part) && !(part === standingsPart && work.standings.length > 0),
      )
      .map(({ part }) => `${checkName(part).toLowerCase()} not in order`),
    ...jobs.filter((job) => !jobIsInOrder(job.state)).map((job) => `job ${jobName(job).toLowerCase()} ${job.state}`),
  ];
  const moving = work.overflows.length - waiting.length;
  const rest = moving === 0 ? "" : ` ${formatCount(moving, "overflow is", "overflows are")} in progress.`;
  return `${faults.length === 0 ? "Everything runs" : faults.join(", ")}.${rest}`;
}
