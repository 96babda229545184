import { and, eq } from "drizzle-orm";
import { overflowSteps } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import type { Overflow } from "./claim";
import type { OverflowStepName, OverflowStepState } from "./states";

type StepChange = {
  state: OverflowStepState;
  /** Added to what the step has recorded already. */
  evidence?: Record<string, string>;
  error?: string | null;
  nextAttemptAt?: Date | null;
};

/** Records the state of a step for the event's timeline: begun once, evidence added, failed attempts counted. */
export async function recordOverflowStep(
  ctx: Context,
  overflow: Pick<Overflow, "customerId" | "id">,
  step: OverflowStepName,
  change: StepChange,
): Promise<void> {
  const known = await overflowStepOf(ctx, overflow, step);
  const ended = change.state === "running" ? null : ctx.now;
  if (!known) {
    await ctx.tx.insert(overflowSteps).values({
      customerId: overflow.customerId,
      id: newId("overflowStep", ctx.now),
      overflowId: overflow.id,
      step,
      state: change.state,
      attempts: 1,
      evidence: change.evidence ?? {},
      error: change.error ?? null,
      nextAttemptAt: change.nextAttemptAt ?? null,
      startedAt: ctx.now,
      endedAt: ended,
    });
    return;
  }
  await ctx.tx
    .update(overflowSteps)
    .set({
      state: change.state,
      attempts: known.attempts + (change.state === "failed" ? 1 : 0),
      evidence: { ...known.evidence, ...change.evidence },
      error: change.error ?? null,
      nextAttemptAt: change.nextAttemptAt ?? null,
      endedAt: ended,
    })
    .where(and(eq(overflowSteps.customerId, overflow.customerId), eq(overflowSteps.id, known.id)));
}

/** A step as it was recorded last; null before it has begun. */
export async function overflowStepOf(
  ctx: Context,
  overflow: Pick<Overflow, "customerId" | "id">,
  step: OverflowStepName,
): Promise<typeof overflowSteps.$inferSelect | null> {
  const [row] = await ctx.tx
    .select()
    .from(overflowSteps)
    .where(
      and(
        eq(overflowSteps.customerId, overflow.customerId),
        eq(overflowSteps.overflowId, overflow.id),
        eq(overflowSteps.step, step),
      ),
    );
  return row ?? null;
}
