import { and, asc, desc, eq, inArray } from "drizzle-orm";
import {
  billingEvents,
  charges,
  licenses,
  machines,
  notices,
  overflowSteps,
  overflows,
  services,
  standings,
  subscriptionParameters,
  subscriptions,
} from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { eventRows } from "./list-billing-events";
import { cloudLooks } from "./queries";

/**
 * Everything about one billing event: what it was raised on, why this cloud and this machine, its overflow with the steps, the charges, and what
 * its host cloud was told. `customerId` null, in the provider's role, finds anybody's. @throws not_found
 */
export async function billingEventByNumber(ctx: Context, input: { customerId: string | null; number: number }) {
  const [row] = await eventRows(ctx).where(
    and(
      eq(billingEvents.number, input.number),
      input.customerId === null ? undefined : eq(billingEvents.customerId, input.customerId),
    ),
  );
  if (!row) throw notFound("billing event", `EV-${input.number}`);
  const { customerId } = row;
  const [event] = await ctx.tx
    .select({
      breakdown: billingEvents.breakdown,
      useByCloud: billingEvents.useByCloud,
      parameter: subscriptionParameters,
      serviceName: services.name,
      serviceSlug: services.slug,
      thresholdMetAt: standings.thresholdMetAt,
      candidate: standings.candidate,
      candidateAt: standings.candidateAt,
      figures: standings.figures,
      judgedAt: standings.judgedAt,
    })
    .from(billingEvents)
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, billingEvents.customerId),
        eq(subscriptionParameters.id, billingEvents.parameterId),
      ),
    )
    .innerJoin(
      subscriptions,
      and(eq(subscriptions.customerId, billingEvents.customerId), eq(subscriptions.id, billingEvents.subscriptionId)),
    )
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .innerJoin(
      standings,
      and(eq(standings.customerId, billingEvents.customerId), eq(standings.id, billingEvents.standingId)),
    )
    .where(and(eq(billingEvents.customerId, customerId), eq(billingEvents.id, row.id)));
  if (!event) throw notFound("billing event", `EV-${input.number}`);
  const overflow = await overflowOf(ctx, customerId, row.id);
  const [steps, made, told, clouds, names] = [
    overflow ? await stepsOf(ctx, customerId, overflow.id) : [],
    await chargesOf(ctx, customerId, row.id),
    await toldToCloud(ctx, customerId, row.id),
    await cloudLooks(ctx),
    await namesOf(ctx, customerId, machinesIn(event.breakdown)),
  ];
  return { ...row, ...event, overflow, steps, charges: made, notices: told, clouds, machineNames: names };
}
export type BillingEventDetail = Awaited<ReturnType<typeof billingEventByNumber>>;
export type OverflowStep = BillingEventDetail["steps"][number];

async function overflowOf(ctx: Context, customerId: string, billingEventId: string) {
  const [row] = await ctx.tx
    .select({ overflow: overflows, machine: machines, license: licenses })
    .from(overflows)
    .leftJoin(machines, and(eq(machines.customerId, overflows.customerId), eq(machines.id, overflows.machineId)))
    .leftJoin(licenses, and(eq(licenses.customerId, overflows.customerId), eq(licenses.id, overflows.licenseId)))
    .where(and(eq(overflows.customerId, customerId), eq(overflows.billingEventId, billingEventId)));
  if (!row) return null;
  const { overflow, machine, license } = row;
  return {
    id: overflow.id,
    state: overflow.state,
    resumeState: overflow.resumeState,
    cloudId: overflow.cloudId,
    resource: overflow.resource,
    machineOrder: overflow.machineOrder,
    instanceId: overflow.instanceId,
    capacity: overflow.capacity,
    placed: overflow.placed,
    taken: overflow.taken,
    carried: overflow.carried,
    estimateMinor: overflow.estimateMinor,
    askedAt: overflow.askedAt,
    answerDueAt: overflow.answerDueAt,
    answeredAt: overflow.answeredAt,
    answeredBy: overflow.answeredBy,
    answer: overflow.answer,
    reason: overflow.reason,
    attempts: overflow.attempts,
    error: overflow.error,
    nextAttemptAt: overflow.nextAttemptAt,
    createdAt: overflow.createdAt,
    changedAt: overflow.changedAt,
    machine: machine && {
      id: machine.id,
      state: machine.state,
      hostname: machine.hostname,
      application: machine.application,
      activeAt: machine.activeAt,
      lastHeartbeatAt: machine.lastHeartbeatAt,
    },
    license: license && {
      id: license.id,
      state: license.state,
      derivedFrom: license.derivedFrom,
      features: license.features,
      entitlements: license.entitlements,
    },
  };
}

function stepsOf(ctx: Context, customerId: string, overflowId: string) {
  return ctx.tx
    .select()
    .from(overflowSteps)
    .where(and(eq(overflowSteps.customerId, customerId), eq(overflowSteps.overflowId, overflowId)))
    .orderBy(asc(overflowSteps.startedAt), asc(overflowSteps.id));
}

/** Charges made for the event, in the order in which they were posted. */
function chargesOf(ctx: Context, customerId: string, billingEventId: string) {
  return ctx.tx
    .select()
    .from(charges)
    .where(and(eq(charges.customerId, customerId), eq(charges.billingEventId, billingEventId)))
    .orderBy(asc(charges.createdAt), asc(charges.id));
}

/** What its host cloud was told of the event, and answered. */
function toldToCloud(ctx: Context, customerId: string, billingEventId: string) {
  return ctx.tx
    .select({
      id: notices.id,
      subject: notices.subject,
      body: notices.body,
      createdAt: notices.createdAt,
      deliveredAt: notices.deliveredAt,
      attempts: notices.attempts,
      nextAttemptAt: notices.nextAttemptAt,
      answer: notices.answer,
      error: notices.error,
    })
    .from(notices)
    .where(
      and(
        eq(notices.customerId, customerId),
        eq(notices.kind, "cloud"),
        eq(notices.subjectKind, "billing_event"),
        eq(notices.subjectId, billingEventId),
      ),
    )
    .orderBy(asc(notices.createdAt));
}

/** The machines that the breakdown names; it was written by the engine, and is read with care since it is JSON. */
function machinesIn(breakdown: Record<string, unknown>): string[] {
  const listed = Array.isArray(breakdown.machines) ? breakdown.machines : [];
  return listed.flatMap((one: unknown) => {
    const id = one && typeof one === "object" && "machineId" in one ? one.machineId : null;
    return typeof id === "string" ? [id] : [];
  });
}

async function namesOf(ctx: Context, customerId: string, ids: string[]): Promise<Record<string, string>> {
  if (ids.length === 0) return {};
  const rows = await ctx.tx
    .select({ id: machines.id, hostname: machines.hostname, serial: machines.serial })
    .from(machines)
    .where(and(eq(machines.customerId, customerId), inArray(machines.id, ids)))
    .orderBy(desc(machines.id));
  return Object.fromEntries(rows.map(({ id, hostname, serial }) => [id, hostname ?? serial ?? id]));
}
