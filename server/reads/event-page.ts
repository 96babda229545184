import { and, asc, desc, eq, getTableColumns, inArray, or, sql } from "drizzle-orm";
import {
  auditEntries,
  billingEvents,
  charges,
  cloudExchanges,
  clouds,
  customers,
  licenseDocuments,
  licenses,
  machines,
  meters,
  notices,
  overflowSteps,
  overflows,
  services,
  standings,
  subscriptionParameters,
  subscriptions,
} from "@/db/schema";
import { termsColumns, termsInForce } from "../billing/limit-terms";
import type { Context } from "../context";
import { notFound } from "../errors";

/** Everything a billing event's page shows: the crossing, what answers it, what was sent and what was billed. */
export type EventPage = Awaited<ReturnType<typeof eventPage>>;

/** A billing event by its number (EV-2031). @throws DomainError not_found */
export async function eventPage(ctx: Context, number: number) {
  const terms = termsInForce(ctx, sql`${billingEvents.raisedAt}`);
  const [found] = await ctx.tx
    .select({
      event: billingEvents,
      customer: customers,
      meter: meters,
      parameter: { ...getTableColumns(subscriptionParameters), ...termsColumns(terms) },
      standing: standings,
      service: services,
      overflow: overflows,
    })
    .from(billingEvents)
    .innerJoin(customers, eq(customers.id, billingEvents.customerId))
    .innerJoin(meters, eq(meters.slug, billingEvents.meter))
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, billingEvents.customerId),
        eq(subscriptionParameters.id, billingEvents.parameterId),
      ),
    )
    .innerJoinLateral(terms, sql`true`)
    .innerJoin(
      standings,
      and(eq(standings.customerId, billingEvents.customerId), eq(standings.id, billingEvents.standingId)),
    )
    .innerJoin(
      subscriptions,
      and(eq(subscriptions.customerId, billingEvents.customerId), eq(subscriptions.id, billingEvents.subscriptionId)),
    )
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .leftJoin(
      overflows,
      and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
    )
    .where(eq(billingEvents.number, number));
  if (!found) throw notFound("billing event", `EV-${number}`);
  const { event, overflow } = found;
  const { customerId } = event;
  const wanted = [event.firstMachineId, overflow?.machineId].filter((id): id is string => typeof id === "string");
  const about = [event.id, overflow?.id ?? event.id];
  const [steps, theirs, posted, said, exchanges, started, names, license, median] = await Promise.all([
    stepsOf(ctx, customerId, overflow?.id ?? ""),
    machinesNamed(ctx, customerId, wanted),
    ctx.tx
      .select()
      .from(charges)
      .where(
        and(
          eq(charges.customerId, customerId),
          eq(charges.parameterId, event.parameterId),
          eq(charges.windowStart, event.windowStart),
        ),
      )
      .orderBy(asc(charges.ordinal)),
    ctx.tx
      .select()
      .from(notices)
      .where(and(eq(notices.kind, "cloud"), eq(notices.subjectId, event.id)))
      .orderBy(asc(notices.createdAt)),
    ctx.tx
      .select({
        id: cloudExchanges.id,
        cloudId: cloudExchanges.cloudId,
        method: cloudExchanges.method,
        path: cloudExchanges.path,
        status: cloudExchanges.status,
        error: cloudExchanges.error,
        startedAt: cloudExchanges.startedAt,
      })
      .from(cloudExchanges)
      .where(inArray(cloudExchanges.subjectId, about))
      .orderBy(asc(cloudExchanges.id))
      .limit(200),
    startOf(ctx, customerId, overflow?.machineId ?? ""),
    ctx.tx.select({ id: clouds.id, name: clouds.name, colorIndex: clouds.colorIndex }).from(clouds),
    licenseOf(ctx, customerId, overflow?.licenseId ?? ""),
    medianToCarry(ctx),
  ]);
  const named = (id: string | null | undefined) => theirs.find((machine) => machine.id === id) ?? null;
  return {
    ...found,
    steps,
    firstMachine: named(event.firstMachineId),
    machine: named(overflow?.machineId),
    charges: posted,
    notices: said,
    exchanges,
    applicationStartedAt: started,
    clouds: names,
    license,
    medianToCarryMs: median,
  };
}

function stepsOf(ctx: Context, customerId: string, overflowId: string) {
  return ctx.tx
    .select()
    .from(overflowSteps)
    .where(and(eq(overflowSteps.customerId, customerId), eq(overflowSteps.overflowId, overflowId)))
    .orderBy(asc(overflowSteps.startedAt), asc(overflowSteps.id));
}

function machinesNamed(ctx: Context, customerId: string, ids: string[]) {
  return ctx.tx
    .select({
      id: machines.id,
      hostname: machines.hostname,
      serial: machines.serial,
      state: machines.state,
      application: machines.application,
      instanceId: machines.instanceId,
      keyThumbprint: machines.keyThumbprint,
      lastHeartbeatAt: machines.lastHeartbeatAt,
    })
    .from(machines)
    .where(and(eq(machines.customerId, customerId), inArray(machines.id, ids)));
}

/** When the machine's application was first started under its license. */
async function startOf(ctx: Context, customerId: string, machineId: string): Promise<Date | null> {
  const [row] = await ctx.tx
    .select({ at: auditEntries.at })
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.customerId, customerId),
        eq(auditEntries.subjectId, machineId),
        or(eq(auditEntries.action, "application.started"), eq(auditEntries.action, "machine.activated")),
      ),
    )
    .orderBy(asc(auditEntries.seq))
    .limit(1);
  return row?.at ?? null;
}

async function licenseOf(ctx: Context, customerId: string, licenseId: string) {
  const [row] = await ctx.tx
    .select({ license: licenses, document: licenseDocuments })
    .from(licenses)
    .leftJoin(
      licenseDocuments,
      and(eq(licenseDocuments.customerId, licenses.customerId), eq(licenseDocuments.licenseId, licenses.id)),
    )
    .where(and(eq(licenses.customerId, customerId), eq(licenses.id, licenseId)))
    .orderBy(desc(licenseDocuments.seq))
    .limit(1);
  if (!row) return null;
  const { license, document } = row;
  return {
    id: license.id,
    derivedFrom: license.derivedFrom,
    entitlements: license.entitlements,
    sequence: document?.seq ?? null,
    issuedAt: document?.issuedAt ?? null,
    acknowledgedAt: document?.acknowledgedAt ?? null,
  };
}

/** The median is taken over this many events. */
const mostCarried = 1000;

/** Median time from raised to carried, over the events that were carried last; null while none was. */
async function medianToCarry(ctx: Context): Promise<number | null> {
  const last = ctx.tx
    .select({
      overflowId: overflowSteps.overflowId,
      endedAt: overflowSteps.endedAt,
    })
    .from(overflowSteps)
    // As the index says it (db/schema/overflow.ts): with parameters a prepared plan could not use it.
    .where(sql`${overflowSteps.step} = 'carried' and ${overflowSteps.state} = 'done'`)
    .orderBy(desc(overflowSteps.endedAt))
    .limit(mostCarried)
    .as("last");
  const raised = ctx.tx
    .select({ at: billingEvents.raisedAt })
    .from(overflows)
    // By the id alone: for a customer of many rows the planner may take an index of the customer's rows instead.
    .innerJoin(billingEvents, eq(billingEvents.id, overflows.billingEventId))
    .where(eq(overflows.id, last.overflowId))
    .limit(1)
    .as("raised");
  const [row] = await ctx.tx
    .select({
      ms: sql<string | null>`(percentile_cont(0.5) within group
        (order by extract(epoch from ${last.endedAt} - ${raised.at})) * 1000)::bigint::text`,
    })
    .from(last)
    .innerJoinLateral(raised, sql`true`);
  return row?.ms ? Number(row.ms) : null;
}
