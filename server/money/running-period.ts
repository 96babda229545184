import { and, asc, eq, gt, gte, isNull, lt, lte, or, sql } from "drizzle-orm";
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
import { notFound } from "../errors";
import { billingWindow } from "../periods";

/**
 * The running period as a draft statement: the month in the customer's time zone, the plans' fees, and a line for each
 * billing event that was charged in it, with the charges it was worked out from. Quantities in the meter's unit,
 * amounts in minor units.
 */
export async function runningPeriod(ctx: Context, customerId: string) {
  const [customer] = await ctx.tx.select().from(customers).where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer", customerId);
  const period = billingWindow("month", ctx.now, customer.timeZone, 1);
  const [fees, lines] = [await feesOf(ctx, customerId, period), linesOf(await chargesIn(ctx, customerId, period))];
  const feesMinor = fees.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const incrementsMinor = lines.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  return {
    start: period.start,
    end: period.end,
    timeZone: customer.timeZone,
    currency: customer.currency,
    fees,
    lines,
    feesMinor,
    incrementsMinor,
    netMinor: feesMinor + incrementsMinor,
  };
}
export type RunningPeriod = Awaited<ReturnType<typeof runningPeriod>>;
export type StatementLine = RunningPeriod["lines"][number];

type Period = { start: Date; end: Date };

/** The monthly fee of each plan subscribed to in the period, in the customer's currency. */
async function feesOf(ctx: Context, customerId: string, period: Period) {
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

/** Charges of windows that begin in the period, with what each was for. */
function chargesIn(ctx: Context, customerId: string, period: Period) {
  return ctx.tx
    .select({
      charge: charges,
      number: billingEvents.number,
      ordinal: billingEvents.ordinal,
      cloudId: billingEvents.cloudId,
      cloudName: clouds.name,
      cloudColorIndex: clouds.colorIndex,
      firstMachineName: sql<string | null>`coalesce(${machines.hostname}, ${machines.serial}, ${machines.id})`,
      overflowState: overflows.state,
      overflowMachine: sql<string | null>`${overflows.machineOrder} ->> 'name'`,
      meterName: meters.name,
      unit: meters.unit,
      decimals: meters.decimals,
      aggregation: meters.aggregation,
      limit: subscriptionParameters.limit,
      placement: subscriptionParameters.placement,
      billingStep: subscriptionParameters.billingStep,
      figures: standings.figures,
    })
    .from(charges)
    .innerJoin(meters, eq(meters.slug, charges.meter))
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, charges.customerId),
        eq(subscriptionParameters.id, charges.parameterId),
      ),
    )
    .leftJoin(
      billingEvents,
      and(eq(billingEvents.customerId, charges.customerId), eq(billingEvents.id, charges.billingEventId)),
    )
    .leftJoin(
      overflows,
      and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
    )
    .leftJoin(clouds, eq(clouds.id, billingEvents.cloudId))
    .leftJoin(
      machines,
      and(eq(machines.customerId, billingEvents.customerId), eq(machines.id, billingEvents.firstMachineId)),
    )
    .leftJoin(
      standings,
      and(
        eq(standings.customerId, charges.customerId),
        eq(standings.parameterId, charges.parameterId),
        eq(standings.windowStart, charges.windowStart),
      ),
    )
    .where(
      and(
        eq(charges.customerId, customerId),
        gte(charges.windowStart, period.start),
        lt(charges.windowStart, period.end),
      ),
    )
    .orderBy(asc(charges.windowStart), asc(charges.meter), asc(charges.ordinal));
}
type ChargeRow = Awaited<ReturnType<typeof chargesIn>>[number];

/** The charges added up for each event (or window, where no event was raised). */
function linesOf(rows: ChargeRow[]) {
  const lines = new Map<string, ReturnType<typeof lineOf>>();
  for (const row of rows) {
    const key = `${row.charge.parameterId} ${row.charge.billingEventId ?? row.charge.windowStart.toISOString()}`;
    const line = lines.get(key) ?? lineOf(key, row);
    line.charges.push(row.charge);
    // A failed charge was not remitted, a gratis one is recorded and not sent: neither is an amount of the statement.
    if (row.charge.state === "posted") line.amountMinor += row.charge.amountMinor;
    lines.set(key, line);
  }
  return [...lines.values()];
}

function lineOf(key: string, { charge, ...names }: ChargeRow) {
  return {
    ...names,
    key,
    parameterId: charge.parameterId,
    meter: charge.meter,
    windowStart: charge.windowStart,
    windowEnd: charge.windowEnd,
    rate: charge.rate,
    currency: charge.currency,
    amountMinor: 0n,
    charges: [] as ChargeRow["charge"][],
  };
}
