import { and, eq, gt, inArray, isNotNull, isNull, lte, or, type SQL } from "drizzle-orm";
import { billingEvents, overflows, resourceReservations } from "@/db/schema";
import type { Context } from "../context";
import { balancesAt, owedOf } from "../money/balance-at";
import { type Estimate, type Exposure, exposureOf } from "../money/exposure";
import { booksOf } from "../money/statement-view";
import { overflowSets } from "./states";

/**
 * The exposure that holds an overflow and that screens show (docs/rules.md 7.3), in minor units: what is owed, and what
 * the overflow machines are estimated to cost until their periods end.
 * @throws not_found
 */
export async function customerExposure(ctx: Context, customerId: string): Promise<Exposure> {
  return exposureOf(ctx, customerId, await estimatesAtWork(ctx, customerId));
}

/**
 * What each account of a customer held at an instant, from its postings, and the exposure then: with the estimates of
 * the overflow machines that were at work, from the choice of their resource to their end. Minor units.
 * @throws not_found
 */
export async function exposureAt(ctx: Context, customerId: string, at = ctx.now) {
  const { currency } = await booksOf(ctx, customerId);
  const balances = await balancesAt(ctx, { customerId, currency, at });
  const estimates = await estimatesThen(ctx, customerId, at);
  const owedMinor = owedOf(balances);
  const estimatedMinor = estimates.reduce((total, { minor }) => total + minor, 0n);
  return { at, currency, balances, owedMinor, estimates, estimatedMinor, exposureMinor: owedMinor + estimatedMinor };
}
export type ExposureThen = Awaited<ReturnType<typeof exposureAt>>;

const estimatesAtWork = (ctx: Context, customerId: string): Promise<Estimate[]> =>
  estimatesOf(ctx, customerId, inArray(overflows.state, overflowSets.occupying));

/** Machines for which a cloud's capacity was held then. */
const estimatesThen = (ctx: Context, customerId: string, at: Date): Promise<Estimate[]> =>
  estimatesOf(
    ctx,
    customerId,
    inArray(
      overflows.id,
      ctx.tx
        .select({ id: resourceReservations.overflowId })
        .from(resourceReservations)
        .where(
          and(
            eq(resourceReservations.customerId, customerId),
            lte(resourceReservations.reservedAt, at),
            or(isNull(resourceReservations.releasedAt), gt(resourceReservations.releasedAt, at)),
          ),
        ),
    ),
  );

async function estimatesOf(ctx: Context, customerId: string, which: SQL | undefined): Promise<Estimate[]> {
  const rows = await ctx.tx
    .select({
      overflowId: overflows.id,
      number: billingEvents.number,
      until: billingEvents.windowEnd,
      minor: overflows.estimateMinor,
    })
    .from(overflows)
    .innerJoin(
      billingEvents,
      and(eq(billingEvents.customerId, overflows.customerId), eq(billingEvents.id, overflows.billingEventId)),
    )
    .where(and(eq(overflows.customerId, customerId), which, isNotNull(overflows.estimateMinor)))
    .orderBy(billingEvents.number);
  return rows.map((row) => ({ ...row, minor: row.minor ?? 0n }));
}
