import { and, asc, desc, gt, inArray, lt } from "drizzle-orm";
import { cronRuns, machines } from "@/db/schema";
import { markClosedWindows } from "../billing/mark-closed-windows";
import { clockNow } from "../clock";
import type { CloudNotice } from "../clouds/driver";
import { driverFor } from "../clouds/registry";
import { inProvider, type Request } from "../context";
import { newId } from "../ids";
import { markSilentMachines } from "../monitoring/mark-silent-machines";
import { deliverNotices } from "../notifications/deliver-notices";
import { reconcileOverflows } from "../overflow/reconcile-overflows";
import { sweepOrphans } from "../overflow/sweep-orphans";
import { confirmClouds } from "./confirm-cloud";
import { evaluateDirtyStandings } from "./evaluate";
import { pollClouds } from "./poll-clouds";
import { advanceMachine } from "./provision-machine";

/** Waiting machines looked at in one run; the others' turn comes in the next ones. */
const machinesInOneRun = { newest: 50, page: 100 };
const keepRunsMs = 7 * 24 * 3_600_000;

export type Summary = Record<string, unknown> & { run: string; tookMs: number };

/**
 * Everything the cron does, with no input but what the rows say: polls the clouds, judges dirty standings, works
 * overflows off, carries waiting machines on, marks silent ones, delivers notices. Bounded, idempotent, safe to run
 * twice at once; the next run is the retry. One part's failure does not stop the others and shows in the summary.
 */
export async function reconcile(request: Request): Promise<Summary> {
  const began = performance.now();
  const run = newId("cronRun", request.now);
  await inProvider(request, (ctx) =>
    ctx.tx.insert(cronRuns).values({ id: run, job: "billing", startedAt: request.now }),
  );
  const parts: Record<string, unknown> = {};
  const failures: string[] = [];
  for (const [name, work] of Object.entries(jobs)) {
    try {
      parts[name] = await work({ ...request, now: clockNow() });
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`);
    }
  }
  const summary = { run, ...parts, failures, tookMs: Math.round(performance.now() - began) };
  await inProvider({ ...request, now: clockNow() }, async (ctx) => {
    const error = failures.length > 0 ? failures.join("\n") : null;
    await ctx.tx
      .insert(cronRuns)
      .values({ id: run, job: "billing", startedAt: request.now, endedAt: ctx.now, summary, error })
      .onConflictDoUpdate({ target: cronRuns.id, set: { endedAt: ctx.now, summary, error } });
    await ctx.tx.delete(cronRuns).where(lt(cronRuns.startedAt, new Date(ctx.now.getTime() - keepRunsMs)));
  });
  return summary;
}

const jobs: Record<string, (request: Request) => Promise<unknown>> = {
  clouds: pollClouds,
  machines: (request) => advanceWaitingMachines(request),
  machinesClouds: confirmClouds,
  closedWindows: (request) => inProvider(request, async (ctx) => ({ marked: await markClosedWindows(ctx) })),
  standings: (request) => evaluateDirtyStandings(request),
  overflows: (request) => reconcileOverflows(request),
  orphans: sweepOrphans,
  notices: deliverDueNotices,
  silent: (request) => inProvider(request, markSilentMachines),
};

/** How far this process's sweep over waiting machines has come. Lost with the process, it begins anew. */
let sweptTo = "";

/**
 * Carries on machines that wait for something that may have arrived since: the newest, and behind them all others in
 * turn, a page in each run, so that many that wait for long hide none. One that fails stops no other. @throws Error at
 * the end, naming those that failed.
 */
export async function advanceWaitingMachines(
  request: Request,
  { newest, page }: { newest: number; page: number } = machinesInOneRun,
): Promise<{ looked: number }> {
  const waiting = await inProvider(request, async (ctx) => {
    const waitingMachines = (after: string | null, limit: number) =>
      ctx.tx
        .select({ customerId: machines.customerId, machineId: machines.id })
        .from(machines)
        .where(
          and(inArray(machines.state, ["reported", "configured"]), after === null ? undefined : gt(machines.id, after)),
        )
        .orderBy(after === null ? desc(machines.id) : asc(machines.id))
        .limit(limit);
    const turn = await waitingMachines(sweptTo, page);
    sweptTo = turn.length < page ? "" : (turn.at(-1)?.machineId ?? "");
    return [...(await waitingMachines(null, newest)), ...turn];
  });
  const byId = new Map(waiting.map((machine) => [machine.machineId, machine]));
  const faults: string[] = [];
  for (const machine of byId.values())
    await advanceMachine(request, machine).catch((error: Error) =>
      faults.push(`${machine.machineId}: ${error.message}`),
    );
  if (faults.length > 0) throw new Error(`${faults.length} machines could not be carried on: ${faults.join("\n")}`);
  return { looked: byId.size };
}

/** Delivers what the outbox holds; notices to host clouds go through their drivers. */
export function deliverDueNotices(request: Request): Promise<unknown> {
  return deliverNotices(request, {
    cloud: async (notice) => {
      const driver = await driverFor(notice.recipient, {
        customerId: notice.customerId ?? undefined,
        subjectKind: notice.subjectKind ?? undefined,
        subjectId: notice.subjectId ?? undefined,
      });
      return driver.notify(notice.body as unknown as CloudNotice);
    },
  });
}

/** The last run of the cron, for health and the console. */
export async function lastCronRun(request: Request) {
  const [row] = await inProvider(request, (ctx) =>
    ctx.tx.select().from(cronRuns).orderBy(desc(cronRuns.startedAt)).limit(1),
  );
  return row ?? null;
}
