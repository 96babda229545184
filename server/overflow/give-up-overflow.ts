import { and, eq } from "drizzle-orm";
import { overflows } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { overflowIs, requireOverflowTransition } from "./states";

/**
 * Gives up a stuck overflow, so that its machine stops costing: `unwinding` returns the work to the first machine,
 * releases the license, deletes the machine and returns the capacity; it ends as `failed` with this reason.
 * @throws invalid_input without a reason; not_found; conflict when it is not stuck
 */
export async function giveUpOverflow(
  ctx: Context,
  input: { customerId: string; overflowId: string; reason: string },
): Promise<void> {
  const reason = input.reason.trim();
  if (reason.length < 3) throw new DomainError("invalid_input", "Give a reason of a few words.");
  const mine = and(eq(overflows.customerId, input.customerId), eq(overflows.id, input.overflowId));
  const [overflow] = await ctx.tx.select().from(overflows).where(mine).for("update");
  if (!overflow) throw notFound("overflow", input.overflowId);
  if (!overflowIs("mayGiveUp", overflow.state))
    throw new DomainError(
      "conflict",
      `This overflow is ${overflow.state}, and only a stuck one can be given up. The event's page shows what happens next.`,
    );
  requireOverflowTransition(overflow.state, "unwinding");
  await ctx.tx
    .update(overflows)
    .set({
      state: "unwinding",
      resumeState: null,
      reason: `Given up: ${reason}`,
      attempts: 0,
      error: null,
      nextAttemptAt: ctx.now,
      changedAt: ctx.now,
    })
    .where(mine);
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "overflow.given_up",
    subjectKind: "overflow",
    subjectId: input.overflowId,
    detail: { reason, ...(overflow.resumeState ? { stuckAt: overflow.resumeState } : {}) },
    topic: "overflows",
  });
}
