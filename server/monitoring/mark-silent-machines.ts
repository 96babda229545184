import { and, inArray, lt, sql } from "drizzle-orm";
import { machines } from "@/db/schema";
import { silentAt } from "../collection/rules";
import { setMachineState } from "../collection/set-machine-state";
import { machineSets } from "../collection/states";
import type { Context } from "../context";

/**
 * Marks machines that missed two heartbeats as silent, in the provider's role. Bounded, and safe side by side: a row
 * that another sweep or a heartbeat holds is left to it.
 */
export async function markSilentMachines(ctx: Context): Promise<{ silent: number }> {
  const due = await ctx.tx
    .select({
      customerId: machines.customerId,
      machineId: machines.id,
      last: machines.lastHeartbeatAt,
      due: machines.nextHeartbeatDueAt,
    })
    .from(machines)
    .where(and(inArray(machines.state, machineSets.reporting), lt(machines.nextHeartbeatDueAt, ctx.now)))
    .orderBy(sql`${machines.nextHeartbeatDueAt}`)
    .limit(500)
    .for("update", { skipLocked: true });
  let silent = 0;
  for (const machine of due) {
    if (!machine.last || !machine.due || silentAt(machine.last, machine.due) > ctx.now) continue;
    await setMachineState(ctx, {
      customerId: machine.customerId,
      machineId: machine.machineId,
      state: "silent",
      reason: "It has missed two heartbeats. Check that the machine runs and reaches the portal.",
    });
    silent++;
  }
  return { silent };
}
