import { and, eq, inArray } from "drizzle-orm";
import { overflows } from "@/db/schema";
import type { Context } from "../context";
import { overflowSets } from "./states";

/**
 * Whether an overflow of this customer is on its way: work is about to move between its machines, so they are asked to
 * speak often.
 */
export async function overflowAtWork(ctx: Context, customerId: string): Promise<boolean> {
  const rows = await ctx.tx
    .select({ id: overflows.id })
    .from(overflows)
    .where(and(eq(overflows.customerId, customerId), inArray(overflows.state, overflowSets.movingWork)))
    .limit(1);
  return rows.length > 0;
}
