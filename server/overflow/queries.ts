import { and, eq, inArray } from "drizzle-orm";
import { overflows } from "@/db/schema";
import type { Context } from "../context";
import { overflowSets } from "./states";

/** Whether work moves between machines of this customer now, so that they should report often. */
export async function isWorkMoving(ctx: Context, customerId: string): Promise<boolean> {
  const rows = await ctx.tx
    .select({ id: overflows.id })
    .from(overflows)
    .where(and(eq(overflows.customerId, customerId), inArray(overflows.state, overflowSets.movingWork)))
    .limit(1);
  return rows.length > 0;
}
