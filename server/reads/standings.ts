import { and, desc, eq, gt, inArray, isNull, lte, or, sql } from "drizzle-orm";
import {
  billingEvents,
  charges,
  clouds,
  customers,
  machines,
  meters,
  overflows,
  plans,
  services,
  standings,
  subscriptionParameters,
  subscriptions,
} from "@/db/schema";
import type { Context } from "../context";
import { overflowSets } from "../overflow/states";
import { billingWindow } from "../periods";

/** No window is longer than a month; one more day for clock changes. */
const longestWindowMs = 32 * 86_400_000;

/**
 * Name and color of each host cloud, in the order in which they were added. What people see; it tells nothing of a
 * customer.
 */
export function cloudLooks(ctx: Context) {
  return ctx.tx
    .select({ id: clouds.id, slug: clouds.slug, name: clouds.name, colorIndex: clouds.colorIndex })
    .from(clouds)
    .orderBy(clouds.colorIndex);
}
export type CloudLook = Awaited<ReturnType<typeof cloudLooks>>[number];

/**
 * Where a customer stands on each limit that is valid now, whether anything was used or not: the newest judged standing
 * with its figures (decimal strings in the meter's unit), what answers it, and what it has cost in its window (minor
 * units).
 */
export async function standingsOf(ctx: Context, customerId: string) {
  const rows = await ctx.tx
    .select({
      parameter: subscriptionParameters,
      mode: subscriptions.mode,
      serviceId: services.id,
      serviceSlug: services.slug,
      serviceName: services.name,
      planName: plans.name,
      meterName: meters.name,
      unit: meters.unit,
      decimals: meters.decimals,
      overflowMeter: services.overflowMeter,
      timeZone: customers.timeZone,
      currency: customers.currency,
    })
    .from(subscriptionParameters)
    .innerJoin(
      subscriptions,
      and(
        eq(subscriptions.customerId, subscriptionParameters.customerId),
        eq(subscriptions.id, subscriptionParameters.subscriptionId),
      ),
    )
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .innerJoin(meters, eq(meters.slug, subscriptionParameters.meter))
    .innerJoin(customers, eq(customers.id, subscriptionParameters.customerId))
    .where(
      and(
        eq(subscriptionParameters.customerId, customerId),
        lte(subscriptionParameters.validFrom, ctx.now),
        or(isNull(subscriptionParameters.validTo), gt(subscriptionParameters.validTo, ctx.now)),
      ),
    )
    .orderBy(subscriptionParameters.id);
  const [judged, carriers, spent] = [
    await newestStandings(ctx, customerId),
    await overflowsAtWork(ctx, customerId),
    await chargedInWindows(ctx, customerId),
  ];
  return rows.map(({ parameter, timeZone, ...row }) => {
    const standing = judged.get(parameter.id) ?? null;
    const window = standing
      ? { start: standing.windowStart, end: standing.windowEnd }
      : billingWindow(parameter.period, ctx.now, timeZone, parameter.anchorDay);
    return {
      ...row,
      timeZone,
      parameterId: parameter.id,
      meter: parameter.meter,
      limit: parameter.limit,
      period: parameter.period,
      anchorDay: parameter.anchorDay,
      scopeCloudId: parameter.scopeCloudId,
      thresholdPercent: parameter.thresholdPercent,
      overRate: parameter.overRate,
      placement: parameter.placement,
      overflowPolicy: parameter.overflowPolicy,
      overflowMachinesMax: parameter.overflowMachinesMax,
      costCapMinor: parameter.costCapMinor,
      answerMinutes: parameter.answerMinutes,
      carriesMeter: row.overflowMeter === parameter.meter,
      windowStart: window.start,
      windowEnd: window.end,
      standing,
      overflows: carriers.filter((one) => one.parameterId === parameter.id),
      soFarMinor: spent.get(`${parameter.id} ${window.start.toISOString()}`) ?? 0n,
    };
  });
}
export type StandingRow = Awaited<ReturnType<typeof standingsOf>>[number];

/**
 * The newest judged standing of each limit. A window that has just opened has none yet: the one before still says where
 * use stands.
 */
async function newestStandings(ctx: Context, customerId: string) {
  const rows = await ctx.tx
    .selectDistinctOn([standings.parameterId], {
      id: standings.id,
      parameterId: standings.parameterId,
      windowStart: standings.windowStart,
      windowEnd: standings.windowEnd,
      judgedAt: standings.judgedAt,
      dirty: standings.dirty,
      figures: standings.figures,
      over: standings.over,
      thresholdMetAt: standings.thresholdMetAt,
      candidate: standings.candidate,
      candidateAt: standings.candidateAt,
    })
    .from(standings)
    .where(
      and(
        eq(standings.customerId, customerId),
        lte(standings.windowStart, ctx.now),
        sql`${standings.figures} is not null`,
      ),
    )
    .orderBy(standings.parameterId, desc(standings.windowStart));
  return new Map(rows.map((row) => [row.parameterId, row]));
}

/** Overflows that have, get or wait for a machine, oldest event first. */
export async function overflowsAtWork(ctx: Context, customerId: string) {
  return ctx.tx
    .select({
      id: overflows.id,
      state: overflows.state,
      parameterId: billingEvents.parameterId,
      billingEventId: billingEvents.id,
      number: billingEvents.number,
      raisedAt: billingEvents.raisedAt,
      excess: billingEvents.excess,
      machineId: overflows.machineId,
      machineName: machines.hostname,
      machineOrder: overflows.machineOrder,
      activeAt: machines.activeAt,
      cloudId: overflows.cloudId,
      cloudName: clouds.name,
      resource: overflows.resource,
      capacity: overflows.capacity,
      placed: overflows.placed,
      carried: overflows.carried,
      estimateMinor: overflows.estimateMinor,
      currency: billingEvents.currency,
      windowEnd: billingEvents.windowEnd,
      answerDueAt: overflows.answerDueAt,
      answer: overflows.answer,
      reason: overflows.reason,
    })
    .from(overflows)
    .innerJoin(
      billingEvents,
      and(eq(billingEvents.customerId, overflows.customerId), eq(billingEvents.id, overflows.billingEventId)),
    )
    .leftJoin(machines, and(eq(machines.customerId, overflows.customerId), eq(machines.id, overflows.machineId)))
    .leftJoin(clouds, eq(clouds.id, overflows.cloudId))
    .where(and(eq(overflows.customerId, customerId), inArray(overflows.state, overflowSets.ongoing)))
    .orderBy(billingEvents.number);
}
export type OverflowAtWork = Awaited<ReturnType<typeof overflowsAtWork>>[number];

async function chargedInWindows(ctx: Context, customerId: string): Promise<Map<string, bigint>> {
  const rows = await ctx.tx
    .select({
      parameterId: charges.parameterId,
      windowStart: charges.windowStart,
      minor: sql<string>`sum(${charges.amountMinor})::text`,
    })
    .from(charges)
    .where(
      and(
        eq(charges.customerId, customerId),
        eq(charges.state, "posted"),
        gt(charges.windowStart, new Date(ctx.now.getTime() - longestWindowMs)),
      ),
    )
    .groupBy(charges.parameterId, charges.windowStart);
  return new Map(rows.map((row) => [`${row.parameterId} ${row.windowStart.toISOString()}`, BigInt(row.minor)]));
}
