import { and, eq } from "drizzle-orm";
import { customers } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import type { Context } from "../context";

/**
 * An invited company becomes active when its first member joins; any other state stays. The cause is audited by the
 * caller.
 */
export async function activateCustomer(ctx: Context, input: { customerId: string }): Promise<void> {
  const changed = await ctx.tx
    .update(customers)
    .set({ state: "active" })
    .where(and(eq(customers.id, input.customerId), eq(customers.state, "invited")))
    .returning({ id: customers.id });
  if (changed.length > 0) await announceChange(ctx, "customers", input.customerId);
}
