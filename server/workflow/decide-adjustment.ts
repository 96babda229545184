import { chargeOf } from "../billing/judge-standing";
import { type LockedStanding, lockStandingOf, settleCorrection } from "../billing/lock-standing";
import { billedUnit, holdLimits, parameterById } from "../billing/parameters";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { type Adjustment, adjustmentById, decideAdjustment, lockAdjustment } from "../money/adjustments";
import { postCharge } from "../money/post-charge";
import type { AdjustmentDecision } from "../money/states";
import { judgeWindow } from "../usage/questions/judge-window";

type Decide = { customerId: string; id: string; decision: AdjustmentDecision; reason: string };

/**
 * Finance decides about what a correction would take back (docs/rules.md 4.8). Confirmed, it is posted as a charge of
 * negative quantity on a line of its own; rejected, what was billed stays billed. The same decision again changes
 * nothing.
 * @throws not_found; conflict where it was decided otherwise, or where the window's figures have changed since
 */
export async function decideProposed(ctx: Context, { customerId, id, decision, reason }: Decide): Promise<void> {
  // The standing first, as the evaluator locks it.
  const standing = await lockStandingOf(ctx, await adjustmentById(ctx, { customerId, id }));
  const adjustment = await lockAdjustment(ctx, { customerId, id });
  if (adjustment.state === decision) return;
  if (adjustment.state !== "proposed")
    throw new DomainError("conflict", `The adjustment is ${adjustment.state} already. That is not changed any more.`);
  const chargeId = decision === "confirmed" ? await takeBack(ctx, standing, adjustment) : null;
  await decideAdjustment(ctx, adjustment, { decision, reason, chargeId });
  await settleCorrection(ctx, standing);
}

/** Posts the adjustment, if the window judged now comes to the same. @returns the charge's id */
async function takeBack(ctx: Context, standing: LockedStanding, adjustment: Adjustment): Promise<string> {
  await holdLimits(ctx, [standing]);
  const parameter = await parameterById(ctx, standing);
  const output = await judgeWindow(ctx, standing);
  const now = output.adjustment;
  if (now?.quantity !== adjustment.quantity || now.priced.amount.minor !== adjustment.amountMinor)
    throw new DomainError(
      "conflict",
      "The use of that window has changed since this was proposed. Look at the new figures and decide again.",
    );
  const window = { start: standing.windowStart, end: standing.windowEnd };
  return postCharge(ctx, {
    ...(await chargeOf(ctx, parameter, window, null, output)),
    quantity: now.quantity,
    alreadyRemitted: now.billed,
    rate: now.rate,
    amount: now.priced.amount,
    rounding: now.priced.sentence,
    description: `${now.quantity} ${billedUnit(parameter)} of ${parameter.meterName} after a correction`,
  });
}
