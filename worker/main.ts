import { eq, lt } from "drizzle-orm";
import { closeDatabase, database } from "@/db";
import { workerProcesses } from "@/db/schema";
import { clockNow } from "@/server/clock";
import { inProvider, jobRequest, type Request } from "@/server/context";
import { env } from "@/server/env";
import { newId } from "@/server/ids";
import { currentInstallation } from "@/server/installation";
import { checkSecrets } from "@/server/keys/check-secrets";
import { log } from "@/server/log";
import { reconcileOverflows } from "@/server/overflow/reconcile-overflows";
import { whenReachable } from "@/server/unreachable";
import { settleUsage } from "@/server/usage/rollups/settle-usage";
import { deliverDueNotices } from "@/server/workflow/deliver-due-notices";
import { evaluateDirtyStandings, evaluatedMost } from "@/server/workflow/evaluate";
import { startReconcile } from "@/server/workflow/reconcile";
import { workUploads } from "@/server/workflow/work-uploads";
import { Alarm, repeat } from "./repeat";

/**
 * The worker: loops that read state and work it off. NOTIFY wakes them, a timer does too; losing a wake-up loses
 * nothing. Any number of workers run side by side, and one that is killed leaves nothing behind but leases that lapse.
 */
const lookMs = 1_000;
const goneMs = 3_600_000;

async function main(): Promise<void> {
  env(); // Faults in the environment end the process here, with their sentences.
  // A worker that starts while the database is away waits for it: ending would only start it again, and again.
  const waiting = (err: Error) => log.warn({ err }, "the worker waits for the database");
  const here = await whenReachable(
    () =>
      inProvider(jobRequest("worker"), async (ctx) => {
        await checkSecrets(ctx);
        return currentInstallation(ctx);
      }),
    waiting,
  );
  if (here && here.mode !== env().SPILLWAY_MODE)
    throw new Error(
      `The database belongs to a ${here.mode} installation, and this was started as ${env().SPILLWAY_MODE}. Use another database.`,
    );
  const id = newId("worker", clockNow());
  const alarm = new Alarm();
  await whenReachable(() => database().providerSql.listen("spillway_work", () => alarm.ring()), waiting);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => alarm.stop());
  // A part's failure is logged and tried again at the next look; it never ends the worker.
  const part = (name: string, work: (request: Request) => Promise<unknown>) => {
    const actor = name === "jobs" ? "cron" : "worker";
    let request = jobRequest(actor);
    const look = () => {
      request = jobRequest(actor);
      return work(request);
    };
    const failed = (err: Error) => log.error({ requestId: request.requestId, part: name, err }, "a part failed");
    return repeat(alarm, lookMs, look, failed);
  };
  const jobRuns = new Set<Promise<unknown>>();
  await Promise.all([
    part("presence", () => show(id)),
    // Rows carry their own leases: these loops run in every worker.
    part("standings", async (request) => (await evaluateDirtyStandings(request)).judged === evaluatedMost),
    part("rollups", (request) => settleUsage(request)),
    part("uploads", () => workUploads()),
    part("overflows", (request) => reconcileOverflows(request)),
    part("notices", (request) => deliverDueNotices(request)),
    // Jobs carry leases: one process runs each. Not waited for: a slow job delays no other one's next run.
    part("jobs", async (request) => {
      const { finished } = await startReconcile(request);
      jobRuns.add(finished);
      finished.finally(() => jobRuns.delete(finished));
    }),
  ]);
  await Promise.all(jobRuns);
  await inProvider(jobRequest("worker"), (ctx) => ctx.tx.delete(workerProcesses).where(eq(workerProcesses.id, id)));
  await closeDatabase();
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
