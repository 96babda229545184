import { setTimeout as delay } from "node:timers/promises";
import { eq, lt } from "drizzle-orm";
import { database } from "@/db";
import { workerProcesses } from "@/db/schema";
import { clockNow } from "@/server/clock";
import { inProvider, jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { newId } from "@/server/ids";
import { currentInstallation } from "@/server/installation";
import { evaluateDirtyStandings } from "@/server/workflow/evaluate";
import { advanceWaitingMachines, deliverDueNotices, reconcile } from "@/server/workflow/reconcile";
import { reconcileOverflows } from "@/server/workflow/reconcile-overflows";

/**
 * The worker: a loop that looks at state and works it off. NOTIFY wakes it, a timer does too; losing a wake-up loses nothing. Any number of
 * workers run side by side, and one that is killed leaves nothing behind but leases that end.
 */
const lookMs = 1_000;
const cronMs = 60_000;
const goneMs = 3_600_000;

let stopping = false;
let wake = new AbortController();

async function main(): Promise<void> {
  env(); // Faults in the environment end the process here, with their sentences.
  const here = await inProvider(jobRequest("worker"), currentInstallation);
  if (here && here.mode !== env().SPILLWAY_MODE)
    throw new Error(
      `The database belongs to a ${here.mode} installation, and this was started as ${env().SPILLWAY_MODE}. Use another database.`,
    );
  const id = newId("worker", clockNow());
  await database().providerSql.listen("spillway_work", () => wake.abort());
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      stopping = true;
      wake.abort();
    });
  let cronAt = 0;
  while (!stopping) {
    await guarded("presence", () => show(id));
    await guarded("standings", () => evaluateDirtyStandings(jobRequest("worker")));
    await guarded("overflows", () => reconcileOverflows(jobRequest("worker")));
    await guarded("machines", () => advanceWaitingMachines(jobRequest("worker")));
    await guarded("notices", () => deliverDueNotices(jobRequest("worker")));
    if (Date.now() >= cronAt) {
      cronAt = Date.now() + cronMs;
      await guarded("cron", () => reconcile(jobRequest("cron")));
    }
    await delay(lookMs, undefined, { signal: wake.signal }).catch(() => undefined);
    if (wake.signal.aborted) wake = new AbortController();
  }
  await inProvider(jobRequest("worker"), (ctx) => ctx.tx.delete(workerProcesses).where(eq(workerProcesses.id, id)));
  await database().end();
}

/** One part's failure is logged and tried again at the next look; it never ends the worker. */
async function guarded(part: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { message, stack, cause } = error as Error;
    console.error(
      JSON.stringify({ level: "error", part, error: message, cause: cause ? String(cause) : undefined, stack }),
    );
  }
}

function show(id: string): Promise<unknown> {
  return inProvider(jobRequest("worker"), async (ctx) => {
    const seen = { seenAt: ctx.now };
    await ctx.tx
      .insert(workerProcesses)
      .values({ id, pid: process.pid, build: env().SPILLWAY_BUILD, startedAt: ctx.now, ...seen })
      .onConflictDoUpdate({ target: workerProcesses.id, set: seen });
    await ctx.tx.delete(workerProcesses).where(lt(workerProcesses.seenAt, new Date(ctx.now.getTime() - goneMs)));
  });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
