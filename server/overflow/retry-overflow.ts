import { and, eq } from "drizzle-orm";
import { overflows } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { overflowIs, requireOverflowTransition } from "./states";

/**
 * Resumes a stuck overflow at the state it stopped in, or makes a waiting one due at once.
 * @throws not_found; conflict when it has ended
 */
export async function retryOverflow(ctx: Context, input: { customerId: string; overflowId: string }): Promise<void> {
  const mine = and(eq(overflows.customerId, input.customerId), eq(overflows.id, input.overflowId));
  const [overflow] = await ctx.tx.select().from(overflows).where(mine).for("update");
  if (!overflow) throw notFound("overflow", input.overflowId);
  if (!overflowIs("mayRetry", overflow.state))
    throw new DomainError(
      "conflict",
      `This overflow has ended (${overflow.state}). A further crossing raises its own event.`,
    );
  const state = overflow.state === "stuck" ? (overflow.resumeState ?? "requested") : overflow.state;
  if (state !== overflow.state) requireOverflowTransition(overflow.state, state);
  await ctx.tx
    .update(overflows)
    .set({ state, resumeState: null, attempts: 0, error: null, nextAttemptAt: ctx.now, changedAt: ctx.now })
    .where(mine);
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "overflow.retried",
    subjectKind: "overflow",
    subjectId: input.overflowId,
    detail: { state },
    topic: "overflows",
  });
}
