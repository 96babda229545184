import { and, eq, isNull } from "drizzle-orm";
import { resourceReservations } from "@/db/schema";
import type { Context } from "../context";

/** Returns the capacity that was reserved for an overflow. Again: nothing changes. */
export async function releaseReservation(ctx: Context, overflow: { customerId: string; id: string }): Promise<void> {
  await ctx.tx
    .update(resourceReservations)
    .set({ releasedAt: ctx.now })
    .where(
      and(
        eq(resourceReservations.customerId, overflow.customerId),
        eq(resourceReservations.overflowId, overflow.id),
        isNull(resourceReservations.releasedAt),
      ),
    );
}
