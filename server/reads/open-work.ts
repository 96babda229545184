import { and, asc, count, desc, eq, gt, isNotNull, isNull, lte, min, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
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
import { attempted, inDelivery } from "../notifications/conditions";
import { overflowIs, overflowSets } from "../overflow/states";
import { discoveredAtClouds } from "./discovered-instances";
import { failingSince, failingStandings } from "./failing-standings";

/** Overflows and machines listed, at most. */
const mostListed = { overflows: 200, machines: 100 };

/** A row for each of these states, so that each state's first rows are read from its index alone. */
const eachState = (states: readonly string[]) => sql`unnest(${sql.param(states)}::text[]) as wanted (state)`;
/** As a range: its order stands in the index by state alone, where for an equality the planner may take another. */
const ofWantedState = (column: PgColumn) => sql`${column} between wanted.state and wanted.state`;

/** Overflows that are under way, or need attention (`waits`): oldest change first. */
async function openOverflows(ctx: Context) {
  const ofState = ctx.tx
    .select()
    .from(overflows)
    .where(ofWantedState(overflows.state))
    .orderBy(asc(overflows.state), asc(overflows.changedAt))
    .limit(mostListed.overflows)
    .as("of_state");
  const oldest = ctx.tx
    .select(ofState._.selectedFields)
    .from(eachState(overflowSets.inHand))
    .innerJoinLateral(ofState, sql`true`)
    .orderBy(asc(ofState.changedAt))
    .limit(mostListed.overflows)
    .as("oldest");
  const rows = await ctx.tx
    .select({
      id: oldest.id,
      customerId: oldest.customerId,
      customerName: customers.name,
      number: billingEvents.number,
      meter: billingEvents.meter,
      state: oldest.state,
      resumeState: oldest.resumeState,
      attempts: oldest.attempts,
      error: oldest.error,
      reason: oldest.reason,
      nextAttemptAt: oldest.nextAttemptAt,
      answerDueAt: oldest.answerDueAt,
      leasedBy: oldest.leasedBy,
      leasedUntil: oldest.leasedUntil,
      changedAt: oldest.changedAt,
    })
    .from(oldest)
    .innerJoin(customers, eq(customers.id, oldest.customerId))
    // By the id alone: for a customer of many rows the planner may take an index of the customer's rows instead.
    .innerJoin(billingEvents, eq(billingEvents.id, oldest.billingEventId))
    .orderBy(asc(oldest.changedAt));
  return rows.map((row) => ({ ...row, waits: overflowIs("needsAttention", row.state) }));
}
export type OpenOverflow = Awaited<ReturnType<typeof openOverflows>>[number];

/** Machines that cannot go on by themselves, longest first: ids rise with time. */
export async function stuckMachines(ctx: Context) {
  const ofState = ctx.tx
    .select()
    .from(machines)
    .where(ofWantedState(machines.state))
    .orderBy(asc(machines.state), asc(machines.id))
    .limit(mostListed.machines)
    .as("of_state");
  return ctx.tx
    .select({
      id: ofState.id,
      customerId: ofState.customerId,
      customerName: customers.name,
      hostname: ofState.hostname,
      serial: ofState.serial,
      state: ofState.state,
      stateReason: ofState.stateReason,
      serviceName: services.name,
      since: sql<Date>`coalesce(${ofState.lastHeartbeatAt}, ${ofState.reportedAt}, ${ofState.createdAt})`.mapWith(
        machines.createdAt,
      ),
    })
    .from(eachState(machineSets.cannotGoOn))
    .innerJoinLateral(ofState, sql`true`)
    .innerJoin(customers, eq(customers.id, ofState.customerId))
    .innerJoin(services, eq(services.id, ofState.serviceId))
    .orderBy(asc(ofState.id))
    .limit(mostListed.machines);
}

/** Notices that were tried and not delivered, next attempt first; a refused one has no next attempt. */
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
      refusedAt: notices.refusedAt,
      createdAt: notices.createdAt,
    })
    .from(notices)
    .leftJoin(clouds, eq(clouds.id, notices.recipient))
    .where(attempted)
    .orderBy(asc(notices.nextAttemptAt))
    .limit(limit);
}

/** The number of waiting entries in each queue, and since when the oldest waits. */
export async function queues(ctx: Context) {
  const [[dirty], [failing], [outbox], [retrying]] = await Promise.all([
    ctx.tx
      .select({ n: count(), since: min(standings.dirtyAt) })
      .from(standings)
      .where(and(eq(standings.dirty, true), isNull(standings.failure))),
    ctx.tx
      .select({ n: count(), since: sql<Date | null>`min(${failingSince})`.mapWith(standings.nextTryAt) })
      .from(standings)
      .where(isNotNull(standings.failure)),
    ctx.tx
      .select({ n: count(), since: min(notices.createdAt) })
      .from(notices)
      .where(and(inDelivery, lte(notices.nextAttemptAt, ctx.now))),
    ctx.tx.select({ n: count() }).from(overflowSteps).where(eq(overflowSteps.state, "running")),
  ]);
  return {
    standings: { n: dirty?.n ?? 0, since: dirty?.since ?? null },
    failingStandings: { n: failing?.n ?? 0, since: failing?.since ?? null },
    notices: { n: outbox?.n ?? 0, since: outbox?.since ?? null },
    steps: { n: retrying?.n ?? 0, since: null },
  };
}

/** Everything that is in progress or needs attention, with the queues. */
export async function openWork(ctx: Context) {
  const [openOnes, failingOnes, machines, failing, waiting, discovered] = await Promise.all([
    openOverflows(ctx),
    failingStandings(ctx),
    stuckMachines(ctx),
    failingNotices(ctx),
    queues(ctx),
    discoveredAtClouds(ctx),
  ]);
  return { overflows: openOnes, standings: failingOnes, machines, notices: failing, queues: waiting, discovered };
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
