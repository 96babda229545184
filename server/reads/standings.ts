import { and, desc, eq, getTableColumns, gt, inArray, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import {
  billingEvents,
  charges,
  clouds,
  customers,
  limitTerms,
  machines,
  meters,
  overflows,
  plans,
  type StandingFigures,
  services,
  standings,
  subscriptionParameters,
  subscriptions,
} from "@/db/schema";
import { figuresOf } from "../billing/judge-standing";
import { ofItsSubscription, termsAt, termsColumns, termsInForce } from "../billing/limit-terms";
import { runsAt } from "../billing/lock-standing";
import { billingZone } from "../configuration/billing-zone";
import type { Context } from "../context";
import { notFound } from "../errors";
import { overflowSets } from "../overflow/states";
import { type BillingPeriod, type BillingZone, billingWindow } from "../periods";
import { judgeableWindow } from "../usage/questions/judge-window";
import { failingSince } from "./failing-standings";

/** Name and color of each host cloud, in the order in which they were added. It names no customer. */
export function cloudLooks(ctx: Context) {
  return ctx.tx
    .select({ id: clouds.id, slug: clouds.slug, name: clouds.name, colorIndex: clouds.colorIndex })
    .from(clouds)
    .orderBy(clouds.colorIndex);
}
export type CloudLook = Awaited<ReturnType<typeof cloudLooks>>[number];

/**
 * Where a customer stands on each limit that is valid now, in the window that runs now: its figures (decimal strings in
 * the meter's unit), what answers it, and what it has cost in its window (minor units). A standing exists from the
 * window's start (docs/rules.md 4.11): until the evaluator has judged it, it is worked out here, and never a past
 * window's.
 * @param limitId that limit alone
 */
export async function standingsOf(ctx: Context, customerId: string, limitId?: string) {
  const running = runningStanding(ctx);
  const spent = chargedIn(ctx, running.windowStart);
  const terms = termsInForce(ctx, ctx.now);
  const rows = await ctx.tx
    .select({
      parameter: { ...getTableColumns(subscriptionParameters), ...termsColumns(terms) },
      scopeCloud: { slug: clouds.slug, name: clouds.name },
      mode: subscriptions.mode,
      serviceId: services.id,
      serviceSlug: services.slug,
      serviceName: services.name,
      planName: plans.name,
      meterName: meters.name,
      unit: meters.unit,
      decimals: meters.decimals,
      aggregation: meters.aggregation,
      overflowMeter: services.overflowMeter,
      zone: billingZone,
      currency: customers.currency,
      standing: {
        id: running.id,
        parameterId: running.parameterId,
        windowStart: running.windowStart,
        windowEnd: running.windowEnd,
        judgedAt: running.judgedAt,
        dirty: running.dirty,
        figures: running.figures,
        over: running.over,
        thresholdMetAt: running.thresholdMetAt,
        candidate: running.candidate,
        candidateAt: running.candidateAt,
        failingSince: running.failingSince,
      },
      spent: spent.minor,
    })
    .from(subscriptionParameters)
    .innerJoin(subscriptions, ofItsSubscription)
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .innerJoin(meters, eq(meters.slug, subscriptionParameters.meter))
    .innerJoin(customers, eq(customers.id, subscriptionParameters.customerId))
    .leftJoin(clouds, eq(clouds.id, subscriptionParameters.scopeCloudId))
    .innerJoinLateral(terms, sql`true`)
    .leftJoinLateral(running, sql`true`)
    .leftJoinLateral(spent, sql`true`)
    .where(
      and(
        eq(subscriptionParameters.customerId, customerId),
        limitId === undefined ? undefined : eq(subscriptionParameters.id, limitId),
        lte(subscriptionParameters.validFrom, ctx.now),
        or(isNull(subscriptionParameters.validTo), gt(subscriptionParameters.validTo, ctx.now)),
      ),
    )
    .orderBy(subscriptionParameters.id);
  const carriers = await overflowsAtWork(ctx, customerId);
  const now: StandingNow[] = [];
  for (const { parameter, standing, zone } of rows)
    now.push(standing?.figures ? standing : await unjudged(ctx, parameter, zone, standing?.failingSince ?? null));
  const versions = await termsOf(ctx, customerId, limitId);
  return rows.map(({ parameter, spent: minor, zone: { timeZone }, ...row }, n) => {
    const standing = now[n] as StandingNow;
    const own = versions.filter(({ parameterId }) => parameterId === parameter.id);
    const atStart = termsAt(own, standing.windowStart) ?? parameter;
    return {
      ...row,
      timeZone,
      parameterId: parameter.id,
      meter: parameter.meter,
      limit: parameter.limit,
      period: parameter.period,
      anchorDay: parameter.anchorDay,
      scopeCloudId: parameter.scopeCloudId,
      billingFactor: parameter.billingFactor,
      billingStep: atStart.billingStep,
      covers: atStart.covers,
      thresholdPercent: parameter.thresholdPercent,
      overRate: atStart.overRate,
      placement: parameter.placement,
      overflowPolicy: parameter.overflowPolicy,
      overflowMachinesMax: parameter.overflowMachinesMax,
      costCapMinor: parameter.costCapMinor,
      answerMinutes: parameter.answerMinutes,
      carriesMeter: row.overflowMeter === parameter.meter,
      windowStart: standing.windowStart,
      windowEnd: standing.windowEnd,
      standing,
      overflows: carriers.filter((one) => one.parameterId === parameter.id),
      soFarMinor: BigInt(minor ?? 0),
    };
  });
}
export type StandingRow = Awaited<ReturnType<typeof standingsOf>>[number];

/** All terms of a customer's limits, or of one, oldest first: rates, step and covers hold from a window's begin. */
function termsOf(ctx: Context, customerId: string, limitId: string | undefined) {
  return ctx.tx
    .select()
    .from(limitTerms)
    .where(
      and(
        eq(limitTerms.customerId, customerId),
        limitId === undefined ? undefined : eq(limitTerms.parameterId, limitId),
      ),
    )
    .orderBy(limitTerms.validFrom);
}

/** Where a customer stands on one limit that is valid now. @throws not_found */
export async function standingOn(ctx: Context, customerId: string, limitId: string): Promise<StandingRow> {
  const [found] = await standingsOf(ctx, customerId, limitId);
  if (!found) throw notFound("standing on a limit", limitId);
  return found;
}

/**
 * A limit's standing in the window that runs now; without an id where the evaluator has not judged it, and without
 * figures where it cannot be worked out. `failingSince`: since when the evaluator cannot judge it.
 */
type StandingNow = Pick<
  typeof standings.$inferSelect,
  | "parameterId"
  | "windowStart"
  | "windowEnd"
  | "judgedAt"
  | "dirty"
  | "over"
  | "thresholdMetAt"
  | "candidate"
  | "candidateAt"
> & { id: string | null; figures: StandingFigures | null; failingSince: Date | null };

/** The standing of a window that was not judged yet, by the engine; without figures where that fails. */
async function unjudged(
  ctx: Context,
  limit: { id: string; customerId: string; meter: string; period: BillingPeriod; anchorDay: number },
  zone: BillingZone,
  failingSince: Date | null,
): Promise<StandingNow> {
  const { start, end } = billingWindow(limit.period, ctx.now, zone, limit.anchorDay);
  const { customerId, meter } = limit;
  const window = { customerId, meter, parameterId: limit.id, windowStart: start, windowEnd: end, readings: null };
  const output = await judgeableWindow(ctx, window);
  return {
    id: null,
    parameterId: limit.id,
    windowStart: start,
    windowEnd: end,
    judgedAt: null,
    dirty: false,
    over: output?.standing.over ?? false,
    thresholdMetAt: null,
    candidate: null,
    candidateAt: null,
    figures: output && figuresOf(output),
    failingSince,
  };
}

/** The standing of the window that runs now, where use has made one. */
function runningStanding(ctx: Context) {
  return ctx.tx
    .select({ ...getTableColumns(standings), failingSince: failingSince.as("failing_since") })
    .from(standings)
    .where(
      and(
        eq(standings.customerId, subscriptionParameters.customerId),
        eq(standings.parameterId, subscriptionParameters.id),
        runsAt(ctx.now),
      ),
    )
    .orderBy(desc(standings.windowStart))
    .limit(1)
    .as("running");
}

/** What the limit's window has cost so far, in minor units; null where nothing was charged. */
function chargedIn(ctx: Context, windowStart: AnyPgColumn) {
  return ctx.tx
    .select({ minor: sql<string | null>`sum(${charges.amountMinor})::text`.as("minor") })
    .from(charges)
    .where(
      and(
        eq(charges.customerId, subscriptionParameters.customerId),
        eq(charges.parameterId, subscriptionParameters.id),
        eq(charges.windowStart, windowStart),
        eq(charges.state, "posted"),
      ),
    )
    .as("spent");
}

/** Overflows that have, get or wait for a machine, oldest event first. */
export async function overflowsAtWork(ctx: Context, customerId: string) {
  return overflowsWhere(ctx, customerId, inArray(overflows.state, overflowSets.ongoing));
}
export type OverflowAtWork = Awaited<ReturnType<typeof overflowsAtWork>>[number];

/** One overflow of a customer, also one that has ended. @throws not_found */
export async function overflowRow(ctx: Context, customerId: string, id: string): Promise<OverflowAtWork> {
  const [found] = await overflowsWhere(ctx, customerId, eq(overflows.id, id));
  if (!found) throw notFound("overflow", id);
  return found;
}

function overflowsWhere(ctx: Context, customerId: string, which: SQL) {
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
    .where(and(eq(overflows.customerId, customerId), which))
    .orderBy(billingEvents.number);
}
