import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import { announceChange, recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { auditActionOf } from "./rules";
import { type MachineState, machineIs, machineMayGo } from "./states";

/**
 * Moves a machine to a state; the only writer of `machines.state`. The same state again changes the reason alone.
 * @throws not_found; conflict where the state cannot be reached from where the machine is.
 */
export async function setMachineState(
  ctx: Context,
  input: { customerId: string; machineId: string; state: MachineState; reason?: string | null },
): Promise<void> {
  const mine = and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId));
  const [row] = await ctx.tx
    .select({ state: machines.state, enrolledAt: machines.enrolledAt, activeAt: machines.activeAt })
    .from(machines)
    .where(mine)
    .for("update");
  if (!row) throw notFound("machine", input.machineId);
  const reason = input.reason ?? null;
  if (row.state === input.state) {
    await ctx.tx.update(machines).set({ stateReason: reason }).where(mine);
    return;
  }
  if (!machineMayGo(row.state, input.state))
    throw new DomainError("conflict", `The machine is ${row.state} and cannot become ${input.state} from there.`, {
      state: row.state,
    });
  const interrupts = machineIs("interrupted", input.state);
  await ctx.tx
    .update(machines)
    .set({
      state: input.state,
      stateReason: reason,
      // Silent first and quarantined then, it still goes back to what it was before both.
      stateBefore: interrupts ? (machineIs("interrupted", row.state) ? undefined : row.state) : null,
      ...(input.state === "enrolled" ? { enrolledAt: row.enrolledAt ?? ctx.now } : {}),
      ...(input.state === "active" ? { activeAt: row.activeAt ?? ctx.now } : {}),
      ...(input.state === "retired" ? { retiredAt: ctx.now, nextHeartbeatDueAt: null } : {}),
      // A retired machine that reports begins anew.
      ...(row.state === "retired"
        ? { retiredAt: null, enrolledAt: null, activeAt: null, lastHeartbeatAt: null, grantedAllocationBytes: null }
        : {}),
    })
    .where(mine);
  const action = auditActionOf[input.state];
  // The state it comes from distinguishes a machine that returns from one that became active for the first time.
  if (action && !(input.state === "enrolled" && row.enrolledAt))
    await recordAudit(ctx, {
      customerId: input.customerId,
      action,
      subjectKind: "machine",
      subjectId: input.machineId,
      detail: { from: row.state, ...(reason ? { reason } : {}) },
    });
  await announceChange(ctx, "machines", input.customerId);
}
