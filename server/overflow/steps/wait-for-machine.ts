import { announceChange, recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { type Claim, saveOverflow } from "../claim";
import { overflowStepOf, recordOverflowStep } from "../record-overflow-step";
import type { OverflowStepName } from "../states";
import { moved, type StepOutcome, wait } from "./step";

/** After so long without a change the overflow is `stuck`; after so long the timeline says what it waits for. */
const stuckAfterMs = 15 * 60_000;
const explainAfterMs = 60_000;

/**
 * Waits for what only a machine can do. The step shows the reason once the wait lasts longer than usual; after a
 * quarter of an hour the overflow is `stuck`, with advice. Counted from the overflow's last change, so that a retry
 * begins anew.
 */
export async function waitForMachine(
  ctx: Context,
  claim: Claim,
  step: OverflowStepName,
  { why, advice, seconds = 2 }: { why: string; advice: string; seconds?: number },
): Promise<StepOutcome> {
  const waited = ctx.now.getTime() - claim.overflow.changedAt.getTime();
  if (waited >= stuckAfterMs) {
    await markStuck(ctx, claim, step, `${why} ${advice}`);
    return moved;
  }
  if (waited >= explainAfterMs) await explainWait(ctx, claim, step, why);
  return wait(seconds, why);
}

async function explainWait(ctx: Context, { overflow }: Claim, step: OverflowStepName, why: string): Promise<void> {
  const known = await overflowStepOf(ctx, overflow, step);
  if (known?.evidence.waits === why) return;
  await recordOverflowStep(ctx, overflow, step, { state: "running", evidence: { waits: why } });
  await announceChange(ctx, "overflows", overflow.customerId);
}

/** Ends the attempts: `stuck`, until a person retries it or gives it up. `message` is what people read. */
export async function markStuck(
  ctx: Context,
  claim: Claim,
  step: OverflowStepName,
  message: string,
  attempts: number = claim.overflow.attempts,
): Promise<void> {
  const { overflow } = claim;
  const free = { leasedBy: null, leasedUntil: null };
  await saveOverflow(ctx, claim, { state: "stuck", resumeState: overflow.state, attempts, error: message, ...free });
  const failed = { state: "failed", error: message, evidence: { waits: "" }, nextAttemptAt: null } as const;
  await recordOverflowStep(ctx, overflow, step, failed);
  await recordAudit(ctx, {
    customerId: overflow.customerId,
    action: "overflow.stuck",
    subjectKind: "overflow",
    subjectId: overflow.id,
    detail: { step, error: message },
    topic: "overflows",
  });
}
