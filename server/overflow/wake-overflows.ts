import { and, eq, gt, inArray } from "drizzle-orm";
import { billingEvents, overflows } from "@/db/schema";
import type { Context } from "../context";
import { overflowSets } from "./states";

/**
 * Makes the overflows of a limit that carry due at once, in the transaction that found excess: they take it over while
 * they have room, and take back the notice that there is none.
 */
export async function wakeOverflows(ctx: Context, limit: { customerId: string; parameterId: string }): Promise<void> {
  const ofLimit = ctx.tx
    .select({ id: billingEvents.id })
    .from(billingEvents)
    .where(and(eq(billingEvents.customerId, limit.customerId), eq(billingEvents.parameterId, limit.parameterId)));
  await ctx.tx
    .update(overflows)
    .set({ nextAttemptAt: ctx.now })
    .where(
      and(
        eq(overflows.customerId, limit.customerId),
        inArray(overflows.state, overflowSets.carried),
        inArray(overflows.billingEventId, ofLimit),
        gt(overflows.nextAttemptAt, ctx.now),
      ),
    );
}
