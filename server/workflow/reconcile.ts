import { desc, inArray, lt } from "drizzle-orm";
import { cronRuns, machines } from "@/db/schema";
import { markClosedWindows } from "../billing/mark-closed-windows";
import { clockNow } from "../clock";
import type { CloudNotice } from "../clouds/driver";
import { driverFor } from "../clouds/registry";
import { inProvider, type Request } from "../context";
import { newId } from "../ids";
import { markSilentMachines } from "../monitoring/mark-silent-machines";
import { deliverNotices } from "../notifications/deliver-notices";
import { evaluateDirtyStandings } from "./evaluate";
import { pollClouds } from "./poll-clouds";
import { advanceMachine } from "./provision-machine";
import { reconcileOverflows } from "./reconcile-overflows";

/** Machines looked at in one run; the rest come with the next. */
const machinesMax = 500;
const keepRunsMs = 7 * 24 * 3_600_000;

export type Summary = Record<string, unknown> & { run: string; tookMs: number };

/**
 * Everything the cron does, with no input but what the rows say: polls the clouds, judges dirty standings, works overflows off, carries waiting
 * machines on, marks silent ones, delivers notices. Bounded, idempotent, safe to run twice at once; the next run is the retry. One part's
 * failure does not stop the others and shows in the summary.
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
  machines: advanceWaitingMachines,
  closedWindows: (request) => inProvider(request, async (ctx) => ({ marked: await markClosedWindows(ctx) })),
  standings: (request) => evaluateDirtyStandings(request),
  overflows: (request) => reconcileOverflows(request),
  notices: deliverDueNotices,
  silent: (request) => inProvider(request, markSilentMachines),
};

/** Carries on every machine that waits for something that may have arrived since. */
export async function advanceWaitingMachines(request: Request): Promise<{ looked: number }> {
  const waiting = await inProvider(request, (ctx) =>
    ctx.tx
      .select({ customerId: machines.customerId, machineId: machines.id })
      .from(machines)
      .where(inArray(machines.state, ["reported", "configured"]))
      .orderBy(desc(machines.reportedAt))
      .limit(machinesMax),
  );
  for (const machine of waiting) await advanceMachine(request, machine);
  return { looked: waiting.length };
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
