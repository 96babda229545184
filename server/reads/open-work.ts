import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lte, min, sql } from "drizzle-orm";
import {
  billingEvents,
  cloudConnections,
  clouds,
  customers,
  machines,
  notices,
  overflowSteps,
  overflows,
  services,
  standings,
  workerProcesses,
} from "@/db/schema";
import { machineSets } from "../collection/states";
import type { Context } from "../context";
import { overflowIs, overflowSets } from "../overflow/states";

/** Overflows that are under way, or need attention (`waits`): oldest change first. */
async function openOverflows(ctx: Context) {
  const rows = await ctx.tx
    .select({
      id: overflows.id,
      customerId: overflows.customerId,
      customerName: customers.name,
      number: billingEvents.number,
      meter: billingEvents.meter,
      state: overflows.state,
      resumeState: overflows.resumeState,
      attempts: overflows.attempts,
      error: overflows.error,
      reason: overflows.reason,
      nextAttemptAt: overflows.nextAttemptAt,
      answerDueAt: overflows.answerDueAt,
      leasedBy: overflows.leasedBy,
      leasedUntil: overflows.leasedUntil,
      changedAt: overflows.changedAt,
    })
    .from(overflows)
    .innerJoin(customers, eq(customers.id, overflows.customerId))
    .innerJoin(
      billingEvents,
      and(eq(billingEvents.customerId, overflows.customerId), eq(billingEvents.id, overflows.billingEventId)),
    )
    .where(inArray(overflows.state, overflowSets.inHand))
    .orderBy(asc(overflows.changedAt))
    .limit(200);
  return rows.map((row) => ({ ...row, waits: overflowIs("needsAttention", row.state) }));
}
export type OpenOverflow = Awaited<ReturnType<typeof openOverflows>>[number];

/** Machines that cannot go on by themselves, longest first. */
export function stuckMachines(ctx: Context) {
  return ctx.tx
    .select({
      id: machines.id,
      customerId: machines.customerId,
      customerName: customers.name,
      hostname: machines.hostname,
      serial: machines.serial,
      state: machines.state,
      stateReason: machines.stateReason,
      serviceName: services.name,
      since: sql<Date>`coalesce(${machines.lastHeartbeatAt}, ${machines.reportedAt}, ${machines.createdAt})`.mapWith(
        machines.createdAt,
      ),
    })
    .from(machines)
    .innerJoin(customers, eq(customers.id, machines.customerId))
    .innerJoin(services, eq(services.id, machines.serviceId))
    .where(inArray(machines.state, machineSets.cannotGoOn))
    .orderBy(asc(machines.createdAt))
    .limit(100);
}

/** Notices that were tried and not delivered, next attempt first. */
export function failingNotices(ctx: Context, limit = 50) {
  return ctx.tx
    .select({
      id: notices.id,
      kind: notices.kind,
      recipient: notices.recipient,
      cloudName: clouds.name,
      subject: notices.subject,
      error: notices.error,
      attempts: notices.attempts,
      nextAttemptAt: notices.nextAttemptAt,
      createdAt: notices.createdAt,
    })
    .from(notices)
    .leftJoin(clouds, eq(clouds.id, notices.recipient))
    .where(and(isNull(notices.deliveredAt), isNotNull(notices.error)))
    .orderBy(asc(notices.nextAttemptAt))
    .limit(limit);
}

/** The number of waiting entries in each queue, and since when the oldest waits. */
export async function queues(ctx: Context) {
  const [[dirty], [outbox], [retrying]] = await Promise.all([
    ctx.tx
      .select({ n: count(), since: min(standings.dirtyAt) })
      .from(standings)
      .where(eq(standings.dirty, true)),
    ctx.tx
      .select({ n: count(), since: min(notices.createdAt) })
      .from(notices)
      .where(and(isNull(notices.deliveredAt), lte(notices.nextAttemptAt, ctx.now))),
    ctx.tx.select({ n: count() }).from(overflowSteps).where(eq(overflowSteps.state, "running")),
  ]);
  return {
    standings: { n: dirty?.n ?? 0, since: dirty?.since ?? null },
    notices: { n: outbox?.n ?? 0, since: outbox?.since ?? null },
    steps: { n: retrying?.n ?? 0, since: null },
  };
}

/** Everything that is in progress or needs attention, with the queues. */
export async function openWork(ctx: Context) {
  const [openOnes, machines, failing, waiting] = await Promise.all([
    openOverflows(ctx),
    stuckMachines(ctx),
    failingNotices(ctx),
    queues(ctx),
  ]);
  return { overflows: openOnes, machines, notices: failing, queues: waiting };
}

/** A worker seen within this time is alive. */
const workerAliveMs = 90_000;
/** Workers not seen for longer are not listed. */
const workerForgottenMs = 86_400_000;

/** Worker processes of the last day, newest first, and the clouds that could not be polled. */
export async function processHealth(ctx: Context) {
  const [workers, refused] = await Promise.all([
    ctx.tx
      .select()
      .from(workerProcesses)
      .where(gt(workerProcesses.seenAt, new Date(ctx.now.getTime() - workerForgottenMs)))
      .orderBy(desc(workerProcesses.seenAt))
      .limit(50),
    ctx.tx
      .select({
        name: clouds.name,
        slug: clouds.slug,
        error: cloudConnections.lastError,
        at: cloudConnections.lastErrorAt,
      })
      .from(cloudConnections)
      .innerJoin(clouds, eq(clouds.id, cloudConnections.cloudId))
      .where(isNotNull(cloudConnections.lastError)),
  ]);
  return {
    workers: workers.map((worker) => ({
      ...worker,
      alive: ctx.now.getTime() - worker.seenAt.getTime() <= workerAliveMs,
    })),
    refused,
  };
}
