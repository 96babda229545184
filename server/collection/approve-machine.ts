import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { lockMachine } from "./queries";

/**
 * A person approves a machine that waits for approval. This function only stores the approval; the workflow does what
 * follows (seat, license document).
 * @throws not_found; conflict where the machine does not wait for approval.
 */
export async function approveMachine(ctx: Context, input: { customerId: string; machineId: string }): Promise<void> {
  const machine = await lockMachine(ctx, input.customerId, input.machineId);
  if (!machine.needsApproval || machine.state === "retired")
    throw new DomainError("conflict", "This machine does not wait for approval.", { state: machine.state });
  await ctx.tx
    .update(machines)
    .set({ needsApproval: false, approvedBy: ctx.actor.label, approvedAt: ctx.now })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, input.machineId)));
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "machine.approved",
    subjectKind: "machine",
    subjectId: input.machineId,
    topic: "machines",
  });
}
