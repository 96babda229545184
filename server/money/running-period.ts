import { and, asc, eq, gt, isNull, lt, lte, or, sql } from "drizzle-orm";
import { charges, customers, plans, services, statementLines, subscriptions } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type BillingWindow, billingWindow } from "../periods";
import { findDraft } from "./draft-statement";

/**
 * The running period as a draft statement: the month in the customer's time zone, the plans' fees, and the stored lines
 * with their charges. Quantities in the meter's unit, amounts in minor units.
 * @throws DomainError not_found
 */
export async function runningPeriod(ctx: Context, customerId: string) {
  const [customer] = await ctx.tx
    .select({ zone: { timeZone: customers.timeZone, earlier: customers.earlierZones }, currency: customers.currency })
    .from(customers)
    .where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer", customerId);
  const { zone, currency } = customer;
  const period = billingWindow("month", ctx.now, zone);
  const [fees, lines] = [
    await feesOf(ctx, customerId, period),
    await draftLines(ctx, customerId, period.start, currency),
  ];
  const feesMinor = fees.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const incrementsMinor = lines.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  return {
    start: period.start,
    end: period.end,
    timeZone: zone.timeZone,
    currency,
    fees,
    lines,
    feesMinor,
    incrementsMinor,
    netMinor: feesMinor + incrementsMinor,
  };
}
export type RunningPeriod = Awaited<ReturnType<typeof runningPeriod>>;
export type StatementLine = RunningPeriod["lines"][number];

/** The monthly fee of each plan subscribed to in the period, in the customer's currency. */
async function feesOf(ctx: Context, customerId: string, period: BillingWindow) {
  return ctx.tx
    .select({
      subscriptionId: subscriptions.id,
      planName: plans.name,
      serviceName: services.name,
      seats: plans.seats,
      validFrom: subscriptions.validFrom,
      amountMinor: plans.monthlyFeeMinor,
    })
    .from(subscriptions)
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .where(
      and(
        eq(subscriptions.customerId, customerId),
        lt(subscriptions.validFrom, period.end),
        or(isNull(subscriptions.validTo), gt(subscriptions.validTo, period.start)),
        gt(plans.monthlyFeeMinor, 0n),
        lte(subscriptions.validFrom, ctx.now),
      ),
    )
    .orderBy(asc(subscriptions.id));
}

/** The stored lines of the period's draft, each with its charges as they were posted. */
async function draftLines(ctx: Context, customerId: string, periodStart: Date, currency: string) {
  // A query of its own: joined, the planner reads every line that the customer ever had.
  const draft = await findDraft(ctx, customerId, periodStart, currency);
  if (!draft) return [];
  const lines = await ctx.tx
    .select()
    .from(statementLines)
    .where(and(eq(statementLines.customerId, customerId), eq(statementLines.statementId, draft)))
    .orderBy(
      asc(statementLines.windowStart),
      asc(statementLines.meter),
      asc(statementLines.ordinal),
      asc(statementLines.id),
    );
  const posted = await ctx.tx
    .select()
    .from(charges)
    .where(
      and(eq(charges.customerId, customerId), sql`${charges.lineId} = any(${sql.param(lines.map(({ id }) => id))})`),
    )
    .orderBy(asc(charges.ordinal));
  const byLine = new Map(lines.map(({ id }) => [id, [] as typeof posted]));
  for (const charge of posted) byLine.get(charge.lineId)?.push(charge);
  return lines.map((line) => ({ ...line, charges: byLine.get(line.id) ?? [] }));
}
