import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import type { Context } from "../context";

/** Writes down in which host cloud a machine runs, after that cloud's driver confirmed the instance. */
export async function confirmMachineCloud(
  ctx: Context,
  input: { customerId: string; machineId: string; cloudId: string },
): Promise<void> {
  await ctx.tx
    .update(machines)
    .set({ cloudId: input.cloudId })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId)));
  await announceChange(ctx, "machines", input.customerId);
}
