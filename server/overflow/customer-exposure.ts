import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { billingEvents, overflows } from "@/db/schema";
import type { Context } from "../context";
import { type Estimate, type Exposure, exposureOf } from "../money/exposure";
import { overflowSets } from "./states";

/**
 * The exposure that holds an overflow and that screens show (docs/rules.md 7.3), in minor units: what is owed, and what
 * the overflow machines are estimated to cost until their periods end.
 * @throws not_found
 */
export async function customerExposure(ctx: Context, customerId: string): Promise<Exposure> {
  return exposureOf(ctx, customerId, await estimatesAtWork(ctx, customerId));
}

async function estimatesAtWork(ctx: Context, customerId: string): Promise<Estimate[]> {
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
    .where(
      and(
        eq(overflows.customerId, customerId),
        inArray(overflows.state, overflowSets.occupying),
        isNotNull(overflows.estimateMinor),
      ),
    )
    .orderBy(billingEvents.number);
  return rows.map((row) => ({ ...row, minor: row.minor ?? 0n }));
}
