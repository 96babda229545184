import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import { plans, services, statementFees, subscriptions } from "@/db/schema";
import type { Context } from "../context";
import { moneyToDecimal } from "../money";
import { type BillingWindow, type BillingZone, billingWindow } from "../periods";

/** A fee of a statement, not stored yet. Amounts in minor units of `currency`. */
export type DueFee = {
  subscriptionId: string;
  planName: string;
  serviceName: string;
  seats: number;
  month: BillingWindow;
  /** The part of the month in which the subscription is valid; empty where it is not valid any more. */
  valid: BillingWindow;
  monthlyMinor: bigint;
  amountMinor: bigint;
  currency: string;
  /** How the amount was worked out, in a sentence. */
  rounding: string;
};

type Of = { customerId: string; currency: string; zone: BillingZone; closedUntil: Date | null; period: BillingWindow };

/**
 * The fees that a period's statement bills (docs/rules.md 7.5): of the period's month, and what changed of months whose
 * statements are issued, e.g. by a subscription that was begun or ended with a date in the past. Of each month the
 * running total is priced, and the difference to what was billed of it is due.
 */
export async function feesDue(ctx: Context, of: Of): Promise<DueFee[]> {
  const { customerId, currency, zone, closedUntil, period } = of;
  const [subscribed, billed] = [await subscribedPlans(ctx, of), await billedFees(ctx, customerId, currency)];
  const fees: DueFee[] = [];
  for (const one of subscribed)
    for (
      let month = billingWindow("month", one.validFrom, zone);
      month.start < period.end;
      month = after(month, zone)
    ) {
      const isClosed = closedUntil !== null && month.start < closedUntil;
      if (!isClosed && month.start.getTime() !== period.start.getTime()) continue;
      const { valid, totalMinor, rounding } = priced(one, month);
      const before = billed.get(keyOf(one.subscriptionId, month)) ?? 0n;
      if (totalMinor === before) continue;
      const less =
        before === 0n ? "" : `, less ${moneyToDecimal({ minor: before, currency })} ${currency} billed before`;
      const { planName, serviceName, seats, subscriptionId, monthlyMinor } = one;
      fees.push({
        ...{ subscriptionId, planName, serviceName, seats, monthlyMinor, currency, month, valid },
        amountMinor: totalMinor - before,
        rounding: `${rounding}${less}.`,
      });
    }
  return fees.sort((a, b) => a.month.start.getTime() - b.month.start.getTime());
}

const after = ({ end }: BillingWindow, zone: BillingZone) => billingWindow("month", end, zone);
const keyOf = (subscriptionId: string, month: { start: Date }) => `${subscriptionId} ${month.start.toISOString()}`;

type Subscribed = Awaited<ReturnType<typeof subscribedPlans>>[number];

/** Plans with a fee in the currency that the customer has or had, up to the end of the period. */
function subscribedPlans(ctx: Context, { customerId, currency, period }: Of) {
  return ctx.tx
    .select({
      subscriptionId: subscriptions.id,
      planName: plans.name,
      serviceName: services.name,
      seats: plans.seats,
      validFrom: subscriptions.validFrom,
      validTo: subscriptions.validTo,
      monthlyMinor: plans.monthlyFeeMinor,
      currency: plans.currency,
    })
    .from(subscriptions)
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .where(
      and(
        eq(subscriptions.customerId, customerId),
        eq(plans.currency, currency),
        gt(plans.monthlyFeeMinor, 0n),
        lt(subscriptions.validFrom, period.end),
      ),
    )
    .orderBy(asc(subscriptions.id));
}

/** What issued statements hold of each subscription and month. */
async function billedFees(ctx: Context, customerId: string, currency: string): Promise<Map<string, bigint>> {
  const rows = await ctx.tx
    .select({
      subscriptionId: statementFees.subscriptionId,
      start: statementFees.monthStart,
      minor: sql<string>`sum(${statementFees.amountMinor})::text`,
    })
    .from(statementFees)
    .where(and(eq(statementFees.customerId, customerId), eq(statementFees.currency, currency)))
    .groupBy(statementFees.subscriptionId, statementFees.monthStart);
  return new Map(rows.map(({ subscriptionId, start, minor }) => [keyOf(subscriptionId, { start }), BigInt(minor)]));
}

/** A month's fee by the second in which the subscription is valid, rounded once, half up. */
function priced({ validFrom, validTo, monthlyMinor, currency }: Subscribed, month: BillingWindow) {
  const start = new Date(Math.max(validFrom.getTime(), month.start.getTime()));
  const end = new Date(
    Math.max(start.getTime(), Math.min(validTo?.getTime() ?? Number.POSITIVE_INFINITY, month.end.getTime())),
  );
  const seconds = (from: Date, to: Date) => BigInt(Math.round((to.getTime() - from.getTime()) / 1000));
  const [part, whole] = [seconds(start, end), seconds(month.start, month.end)];
  const totalMinor = (2n * monthlyMinor * part + whole) / (2n * whole);
  const [fee, total] = [monthlyMinor, totalMinor].map((minor) => moneyToDecimal({ minor, currency }));
  const rounding =
    part === whole
      ? `${fee} ${currency} for the month`
      : `${fee} ${currency} × ${part} of ${whole} seconds = ${total} ${currency}, rounded once, half up`;
  return { valid: { start, end }, totalMinor, rounding };
}
