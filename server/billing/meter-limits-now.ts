import { and, asc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { customers, meters, standings, subscriptionParameters, usageReservations } from "@/db/schema";
import { billingZone } from "../configuration/billing-zone";
import type { CustomerState } from "../configuration/states";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { BillingPeriod, BillingZone } from "../periods";
import type { AskedUse } from "./allowance";
import { cloudOf } from "./cloud-key";
import { termsInForce } from "./limit-terms";
import { runsAt } from "./lock-standing";
import type { OverflowPolicy } from "./states";

/** A limit that is valid now, with the standing of the window that runs now. */
export type LimitNow = {
  id: string;
  scopeCloudId: string | null;
  period: BillingPeriod;
  anchorDay: number;
  allows: string | null;
  policy: OverflowPolicy;
  /** What it covers, as last judged; null where use has come since, or a gauge was never judged in the window. */
  covered: string | null;
};

/** What a check of further use of one meter is made from. */
export type MeterNow = {
  customerState: CustomerState;
  zone: BillingZone;
  name: string;
  unit: string;
  limits: LimitNow[];
  held: AskedUse[];
};

/**
 * The limits of a customer's meter that are valid now, in the order in which they are used up, and what is reserved of
 * it. Committed state, in three statements sent together. @throws not_found for an unknown meter
 */
export async function meterLimitsNow(
  ctx: Context,
  { customerId, meter }: { customerId: string; meter: string },
): Promise<MeterNow> {
  const [[known], rows, held] = await Promise.all([
    ctx.tx
      .select({
        state: customers.state,
        zone: billingZone,
        name: meters.name,
        unit: meters.unit,
        kind: meters.kind,
      })
      .from(customers)
      .innerJoin(meters, eq(meters.slug, meter))
      .where(eq(customers.id, customerId)),
    limitsNow(ctx, customerId, meter),
    heldNow(ctx, customerId, meter),
  ]);
  if (!known) throw notFound("meter", meter);
  const { state, kind, ...about } = known;
  // The first use of a window makes its standing. Until then a gauge's is at its use now; any other's is at zero.
  const unused = kind === "gauge" ? null : "0";
  const limits = rows.map(({ standing, ...limit }) => ({ ...limit, covered: standing ? limit.covered : unused }));
  return { ...about, customerState: state, limits, held };
}

function limitsNow(ctx: Context, customerId: string, meter: string) {
  const terms = termsInForce(ctx, ctx.now);
  const running = ctx.tx
    .select({
      standing: standings.id,
      covered: sql<string | null>`case when not ${standings.dirty} then ${standings.figures} ->> 'covered' end`.as(
        "covered",
      ),
    })
    .from(standings)
    .where(
      and(
        eq(standings.customerId, subscriptionParameters.customerId),
        eq(standings.parameterId, subscriptionParameters.id),
        runsAt(ctx.now),
      ),
    )
    .limit(1)
    .as("running");
  return ctx.tx
    .select({
      id: subscriptionParameters.id,
      scopeCloudId: subscriptionParameters.scopeCloudId,
      period: subscriptionParameters.period,
      anchorDay: subscriptionParameters.anchorDay,
      allows: terms.limit,
      policy: terms.overflowPolicy,
      standing: running.standing,
      covered: running.covered,
    })
    .from(subscriptionParameters)
    .innerJoinLateral(terms, sql`true`)
    .leftJoinLateral(running, sql`true`)
    .where(
      and(
        eq(subscriptionParameters.customerId, customerId),
        eq(subscriptionParameters.meter, meter),
        lte(subscriptionParameters.validFrom, ctx.now),
        or(isNull(subscriptionParameters.validTo), gt(subscriptionParameters.validTo, ctx.now)),
      ),
    )
    .orderBy(asc(subscriptionParameters.validFrom), asc(subscriptionParameters.id));
}

async function heldNow(ctx: Context, customerId: string, meter: string): Promise<AskedUse[]> {
  const rows = await ctx.tx
    .select({ cloudId: usageReservations.cloudId, quantity: sql<string>`sum(${usageReservations.quantity})::text` })
    .from(usageReservations)
    .where(
      and(
        eq(usageReservations.customerId, customerId),
        eq(usageReservations.meter, meter),
        isNull(usageReservations.outcome),
        gt(usageReservations.expiresAt, ctx.now),
      ),
    )
    .groupBy(usageReservations.cloudId);
  return rows.map(({ cloudId, quantity }) => ({ cloudId: cloudOf(cloudId), quantity }));
}
