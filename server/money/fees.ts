import { and, asc, eq, lt, sql } from "drizzle-orm";
import {
  charges,
  discounts,
  planPrices,
  plans,
  planVersions,
  services,
  statementFees,
  subscriptionParameters,
  subscriptions,
  subscriptionVersions,
} from "@/db/schema";
import type { Context } from "../context";
import { moneyToDecimal } from "../money";
import type { BillingWindow, BillingZone } from "../periods";
import type { PricedFee, VersionInForce } from "./pricing/price-component";
import { priceSubscription, renewalAfter } from "./pricing/price-subscription";

/** A fee of a statement, not stored yet. Amounts in minor units of `currency`. */
export type DueFee = Omit<PricedFee, "dueAt" | "totalMinor"> & {
  subscriptionId: string;
  planName: string;
  serviceName: string;
  seats: number;
  amountMinor: bigint;
  currency: string;
};

type Of = { customerId: string; currency: string; zone: BillingZone; closedUntil: Date | null; period: BillingWindow };

/**
 * The fees that a period's statement bills (docs/rules.md 7.5): those that are due in the period, and what changed of
 * fees whose statements are issued, e.g. by a subscription that was begun or ended with a date in the past. Of each
 * component and its period the running total is priced, and the difference to what was billed of it is due.
 */
export async function feesDue(ctx: Context, of: Of): Promise<DueFee[]> {
  const { customerId, currency, zone, closedUntil, period } = of;
  const subscribed = await subscribedPlans(ctx, { customerId, currency, until: period.end });
  const billed = await billedFees(ctx, customerId, currency);
  const fees: DueFee[] = [];
  for (const { versions, validFrom, validTo, ...one } of subscribed) {
    const chargedUse = await usedByMonth(ctx, { ...one, versions, customerId, currency });
    const taken = await discountsOf(ctx, customerId, one.subscriptionId);
    const terms = { validFrom, validTo, currency, zone, versions, discounts: taken, chargedUse };
    for (const { dueAt, totalMinor, ...fee } of priceSubscription(terms, period.end)) {
      const isOpen = closedUntil === null || dueAt >= closedUntil;
      if (isOpen && dueAt < period.start) continue;
      const before = billed.get(keyOf({ ...one, ...fee, start: fee.period.start })) ?? 0n;
      if (totalMinor === before) continue;
      const less =
        before === 0n ? "" : `, less ${moneyToDecimal({ minor: before, currency })} ${currency} billed before`;
      const rounding = `${fee.rounding}${less}.`;
      fees.push({ ...fee, ...one, currency, amountMinor: totalMinor - before, rounding });
    }
  }
  return fees.sort((a, b) => a.period.start.getTime() - b.period.start.getTime());
}

const keyOf = (of: { subscriptionId: string; component: string; start: Date }) =>
  `${of.subscriptionId} ${of.component} ${of.start.toISOString()}`;

/** When the charges of a subscription renew next; where it has no price in the currency, never: at once. */
export async function nextRenewal(
  ctx: Context,
  { subscriptionId, zone, ...of }: { customerId: string; currency: string; subscriptionId: string; zone: BillingZone },
): Promise<Date> {
  const known = (await subscribedPlans(ctx, of)).find((one) => one.subscriptionId === subscriptionId);
  return known ? renewalAfter({ ...known, zone }, ctx.now) : ctx.now;
}

/** Subscriptions, those that begin before an instant, with their versions that have a price in the currency. */
async function subscribedPlans(
  ctx: Context,
  { customerId, currency, until }: { customerId: string; currency: string; until?: Date },
) {
  const rows = await ctx.tx
    .select({
      subscriptionId: subscriptions.id,
      planName: plans.name,
      serviceName: services.name,
      seats: plans.seats,
      validFrom: subscriptions.validFrom,
      validTo: subscriptions.validTo,
      version: {
        versionId: planVersions.id,
        validFrom: subscriptionVersions.validFrom,
        trialDays: planVersions.trialDays,
        components: planPrices.components,
      },
    })
    .from(subscriptions)
    .innerJoin(
      subscriptionVersions,
      and(
        eq(subscriptionVersions.customerId, subscriptions.customerId),
        eq(subscriptionVersions.subscriptionId, subscriptions.id),
      ),
    )
    .innerJoin(planVersions, eq(planVersions.id, subscriptionVersions.versionId))
    .innerJoin(planPrices, and(eq(planPrices.versionId, planVersions.id), eq(planPrices.currency, currency)))
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .where(and(eq(subscriptions.customerId, customerId), until ? lt(subscriptions.validFrom, until) : undefined))
    .orderBy(asc(subscriptions.id), asc(subscriptionVersions.validFrom));
  const found = new Map<string, Omit<(typeof rows)[number], "version"> & { versions: VersionInForce[] }>();
  for (const { version, ...one } of rows) {
    const known = found.get(one.subscriptionId) ?? { ...one, versions: [] };
    known.versions.push(version);
    found.set(one.subscriptionId, known);
  }
  return [...found.values()];
}

/** What issued statements hold of each component of a subscription, by its periods. */
async function billedFees(ctx: Context, customerId: string, currency: string): Promise<Map<string, bigint>> {
  const rows = await ctx.tx
    .select({
      subscriptionId: statementFees.subscriptionId,
      component: statementFees.component,
      start: statementFees.periodStart,
      minor: sql<string>`sum(${statementFees.amountMinor})::text`,
    })
    .from(statementFees)
    .where(and(eq(statementFees.customerId, customerId), eq(statementFees.currency, currency)))
    .groupBy(statementFees.subscriptionId, statementFees.component, statementFees.periodStart);
  return new Map(rows.map(({ minor, ...of }) => [keyOf(of), BigInt(minor)]));
}

async function discountsOf(ctx: Context, customerId: string, subscriptionId: string) {
  return ctx.tx
    .select()
    .from(discounts)
    .where(and(eq(discounts.customerId, customerId), eq(discounts.subscriptionId, subscriptionId)))
    .orderBy(asc(discounts.validFrom), asc(discounts.id));
}

/** What use of a subscription's limits was charged, by the month in which the windows began; read where it matters. */
async function usedByMonth(
  ctx: Context,
  of: { customerId: string; subscriptionId: string; currency: string; versions: readonly VersionInForce[] },
): Promise<(month: BillingWindow) => bigint> {
  const matters = of.versions.some(({ components }) =>
    components.some((one) => one.kind === "minimum" || (one.kind === "percentage" && one.of !== "fees")),
  );
  if (!matters) return () => 0n;
  const rows = await ctx.tx
    .select({ at: charges.windowStart, minor: sql<string>`sum(${charges.amountMinor})::text` })
    .from(charges)
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, charges.customerId),
        eq(subscriptionParameters.id, charges.parameterId),
      ),
    )
    .where(
      and(
        eq(charges.customerId, of.customerId),
        eq(charges.state, "posted"),
        eq(charges.currency, of.currency),
        eq(subscriptionParameters.subscriptionId, of.subscriptionId),
      ),
    )
    .groupBy(charges.windowStart);
  return ({ start, end }) =>
    rows.reduce((sum, { at, minor }) => (at >= start && at < end ? sum + BigInt(minor) : sum), 0n);
}
