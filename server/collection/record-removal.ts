import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import type { Context } from "../context";

/** The machine itself says that the application is gone from it. */
export async function recordRemoval(ctx: Context, input: { customerId: string; machineId: string }): Promise<void> {
  await ctx.tx
    .update(machines)
    .set({ application: "absent" })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId)));
}
