import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import type { Context } from "../context";

/** A machine that enrolls proves to be another one than it reported to be: it waits for a person's approval. */
export async function requireApproval(ctx: Context, input: { customerId: string; machineId: string }): Promise<void> {
  await ctx.tx
    .update(machines)
    .set({ needsApproval: true, approvedAt: null, approvedBy: null })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId)));
}
