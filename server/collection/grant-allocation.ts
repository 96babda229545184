import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import type { Context } from "../context";

/**
 * Stores the allocation that licensing grants a machine; NULL where it was provisioned by its serial alone. The audit
 * entry of the license covers it.
 */
export async function grantAllocation(
  ctx: Context,
  input: { customerId: string; machineId: string; allocationBytes: bigint | null },
): Promise<void> {
  await ctx.tx
    .update(machines)
    .set({ grantedAllocationBytes: input.allocationBytes })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId)));
}
