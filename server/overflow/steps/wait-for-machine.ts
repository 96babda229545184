import { and, eq } from "drizzle-orm";
import { overflowSteps } from "@/db/schema";
import { announceChange, recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { type Claim, recordStep, saveOverflow } from "../claim";
import type { OverflowStepName } from "../states";
import { moved, type Outcome, wait } from "./step";

/** How long machines are waited for before somebody has to look; and after how long the step says what it waits for. */
const patienceMs = 15 * 60_000;
const quietMs = 60_000;

/**
 * Waits for what only a machine can do. The step says why once it lasts longer than usual; after a quarter of an hour
 * without a change the overflow is `stuck`, with what to do. Counted from its last change, so that a retry waits anew.
 */
export async function waitForMachine(
  ctx: Context,
  claim: Claim,
  step: OverflowStepName,
  { why, advice, seconds = 2 }: { why: string; advice: string; seconds?: number },
): Promise<Outcome> {
  const waited = ctx.now.getTime() - claim.overflow.changedAt.getTime();
  if (waited >= patienceMs) {
    await stick(ctx, claim, step, `${why} ${advice}`);
    return moved;
  }
  if (waited >= quietMs) await say(ctx, claim, step, why);
  return wait(seconds, why);
}

async function say(ctx: Context, { overflow }: Claim, step: OverflowStepName, why: string): Promise<void> {
  const [known] = await ctx.tx
    .select({ evidence: overflowSteps.evidence })
    .from(overflowSteps)
    .where(
      and(
        eq(overflowSteps.customerId, overflow.customerId),
        eq(overflowSteps.overflowId, overflow.id),
        eq(overflowSteps.step, step),
      ),
    );
  if (known?.evidence.waits === why) return;
  await recordStep(ctx, overflow, step, { state: "running", evidence: { waits: why } });
  await announceChange(ctx, "overflows", overflow.customerId);
}

/** Ends the attempts: `stuck`, until somebody retries it or gives it up. */
export async function stick(
  ctx: Context,
  claim: Claim,
  step: OverflowStepName,
  told: string,
  attempts: number = claim.overflow.attempts,
): Promise<void> {
  const { overflow } = claim;
  const free = { leasedBy: null, leasedUntil: null };
  await saveOverflow(ctx, claim, { state: "stuck", resumeState: overflow.state, attempts, error: told, ...free });
  await recordStep(ctx, overflow, step, { state: "failed", error: told, evidence: { waits: "" }, nextAttemptAt: null });
  await recordAudit(ctx, {
    customerId: overflow.customerId,
    action: "overflow.stuck",
    subjectKind: "overflow",
    subjectId: overflow.id,
    detail: { step, error: told },
    topic: "overflows",
  });
}
