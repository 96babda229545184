import { eq, lt } from "drizzle-orm";
import { database } from "@/db";
import { workerProcesses } from "@/db/schema";
import { clockNow } from "@/server/clock";
import { inProvider, jobRequest, type Request } from "@/server/context";
import { env } from "@/server/env";
import { newId } from "@/server/ids";
import { currentInstallation } from "@/server/installation";
import { log } from "@/server/log";
import { reconcileOverflows } from "@/server/overflow/reconcile-overflows";
import { evaluateDirtyStandings } from "@/server/workflow/evaluate";
import { advanceWaitingMachines, deliverDueNotices, reconcile } from "@/server/workflow/reconcile";
import { Alarm, repeat } from "./repeat";

/**
 * The worker: loops that look at state and work it off, one for each part. NOTIFY wakes them, a timer does too; losing
 * a wake-up loses nothing. Any number of workers run side by side, and one that is killed leaves nothing behind but
 * leases that end.
 */
const lookMs = 1_000;
const cronMs = 60_000;
const goneMs = 3_600_000;

async function main(): Promise<void> {
  env(); // Faults in the environment end the process here, with their sentences.
  const here = await inProvider(jobRequest("worker"), currentInstallation);
  if (here && here.mode !== env().SPILLWAY_MODE)
    throw new Error(
      `The database belongs to a ${here.mode} installation, and this was started as ${env().SPILLWAY_MODE}. Use another database.`,
    );
  const id = newId("worker", clockNow());
  const alarm = new Alarm();
  await database().providerSql.listen("spillway_work", () => alarm.ring());
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => alarm.stop());
  // A part's failure is logged and tried again at the next look; it never ends the worker.
  const part = (name: string, work: (request: Request) => Promise<unknown>) => {
    let request = jobRequest(name === "cron" ? "cron" : "worker");
    const look = () => {
      request = jobRequest(request.actor.label);
      return work(request);
    };
    const failed = (err: Error) => log.error({ requestId: request.requestId, part: name, err }, "a part failed");
    return repeat(alarm, lookMs, look, failed);
  };
  let cronAt = 0;
  await Promise.all([
    part("presence", () => show(id)),
    part("standings", (request) => evaluateDirtyStandings(request)),
    part("overflows", (request) => reconcileOverflows(request)),
    part("machines", (request) => advanceWaitingMachines(request)),
    part("notices", (request) => deliverDueNotices(request)),
    part("cron", async (request) => {
      if (Date.now() < cronAt) return;
      cronAt = Date.now() + cronMs;
      await reconcile(request);
    }),
  ]);
  await inProvider(jobRequest("worker"), (ctx) => ctx.tx.delete(workerProcesses).where(eq(workerProcesses.id, id)));
  await database().end();
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
  log.fatal({ err: error }, "the worker ended");
  process.exit(1);
});
