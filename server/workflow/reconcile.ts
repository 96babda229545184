import { markClosedWindows } from "../billing/mark-closed-windows";
import { inProvider, type Request } from "../context";
import { newId } from "../ids";
import { type Job, type JobResult, startDueJobs } from "../jobs/start-due-jobs";
import { markSilentMachines } from "../monitoring/mark-silent-machines";
import { reconcileOverflows } from "../overflow/reconcile-overflows";
import { sweepOrphans } from "../overflow/sweep-orphans";
import { countUnknownMeters } from "../usage/corrections/count-unknown-meters";
import { settleUsage } from "../usage/rollups/settle-usage";
import { advanceWaitingMachines } from "./advance-waiting-machines";
import { checkSomeStandings } from "./check-standings";
import { confirmClouds } from "./confirm-cloud";
import { deliverDueNotices } from "./deliver-due-notices";
import { dunStatements } from "./dun-statements";
import { evaluateDirtyStandings } from "./evaluate";
import { markStaleUse } from "./mark-stale-use";
import { pollJobs } from "./poll-clouds";
import { applyRetention } from "./retention";

const second = 1000;
const minute = 60 * second;

/** Every scheduled job but the polls. The lists run side by side, the jobs of one list in order. */
const lists: readonly Job[][] = [
  [
    {
      name: "closedWindows",
      everyMs: minute,
      work: async ({ request }) => {
        const closed = await inProvider(request, markClosedWindows);
        const stale = await inProvider(request, markStaleUse);
        return { marked: closed, stale, idle: closed + stale === 0 };
      },
    },
    {
      name: "standings",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await evaluateDirtyStandings(request);
        return { ...done, idle: done.judged + done.failed === 0 };
      },
    },
    {
      name: "overflows",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await reconcileOverflows(request);
        return { ...done, idle: done.moved + done.failed === 0 };
      },
    },
    {
      name: "notices",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await deliverDueNotices(request);
        return { ...done, idle: done.delivered + done.failed === 0 };
      },
    },
  ],
  [
    {
      name: "unknownMeters",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await countUnknownMeters(request);
        return { ...done, idle: done.records === 0 };
      },
    },
  ],
  [
    {
      name: "rollups",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await settleUsage(request);
        return { ...done, idle: done.hours === 0 };
      },
    },
  ],
  [
    {
      name: "waitingMachines",
      everyMs: second,
      work: async ({ request }) => {
        const done = await advanceWaitingMachines(request);
        return { ...done, idle: done.ready === 0 };
      },
    },
  ],
  [
    {
      name: "machineClouds",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await confirmClouds(request);
        return { ...done, idle: done.confirmed === 0 };
      },
    },
  ],
  [
    {
      name: "orphans",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await sweepOrphans(request);
        return { ...done, idle: done.deleted === 0 };
      },
    },
  ],
  [
    {
      name: "silentMachines",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await inProvider(request, markSilentMachines);
        return { ...done, idle: done.silent === 0 };
      },
    },
  ],
  [
    {
      name: "dunning",
      everyMs: minute,
      work: async ({ request }) => {
        const done = await dunStatements(request);
        return { ...done, idle: done.taken + done.lifted === 0 };
      },
    },
  ],
  [
    {
      name: "standingCheck",
      everyMs: 10 * minute,
      work: async ({ request }) => {
        const { checked, differences } = await checkSomeStandings(request);
        if (differences.length > 0)
          throw new Error(
            `${differences.length} of ${checked} standings differed from their use and are judged again: the audit log has them under standing.differed. Run spillway standing check for all.`,
          );
        return { checked, idle: checked === 0 };
      },
    },
  ],
  [{ name: "retention", everyMs: 60 * minute, work: applyRetention }],
];

/** What one call has done: the report of each job that it ran, under the job's name. */
export type Summary = Record<string, unknown> & {
  run: string;
  /** Jobs that it did not run: `running` in another process, or the time from which they are due. */
  skipped: Record<string, string>;
  failures: string[];
  tookMs: number;
};

/**
 * Runs every scheduled job that is due, the poll of each cloud among them, each under its lease: once in an interval,
 * however many processes call. Takes no input but what the rows say; bounded and idempotent; the next run is the retry.
 * A job that fails stops no other and stands under `failures`.
 */
export async function reconcile(request: Request): Promise<Summary> {
  return (await startReconcile(request)).finished;
}

/** The same, without waiting for the jobs: `finished` settles when the last one has ended. */
export async function startReconcile(request: Request): Promise<{ finished: Promise<Summary> }> {
  const began = performance.now();
  const run = newId("cronRun", request.now);
  const polls = (await inProvider(request, pollJobs)).map((job) => [job]);
  const { finished } = await startDueJobs(request, run, [...lists, ...polls]);
  const took = () => Math.round(performance.now() - began);
  return { finished: finished.then((results) => ({ run, ...summaryOf(results), tookMs: took() })) };
}

function summaryOf(results: JobResult[]) {
  const reports: Record<string, unknown> = {};
  const skipped: Record<string, string> = {};
  const failures: string[] = [];
  for (const result of results) {
    if (result.state === "done") reports[result.job] = result.report;
    else if (result.state === "failed") failures.push(`${result.job}: ${result.error}`);
    else skipped[result.job] = result.state === "waits" ? `due at ${result.dueAt.toISOString()}` : "running";
  }
  return { ...reports, skipped, failures };
}
