import type { Context } from "../../context";
import { type Claim, saveOverflow } from "../claim";
import { takeBackNotice } from "../excess-notices";
import { lostReason } from "../lose-machines";
import { recordOverflowStep } from "../record-overflow-step";
import { moved, type StepOutcome } from "./step";

/**
 * Its machine is gone: it is retired, and what it carried goes back to the first machine. The excess that follows
 * raises the next ordinal, whose machine replaces it.
 */
export async function replaceLost(ctx: Context, claim: Claim): Promise<StepOutcome> {
  await takeBackNotice(ctx, claim);
  await saveOverflow(ctx, claim, { state: "retiring", reason: lostReason });
  await recordOverflowStep(ctx, claim.overflow, "retiring", { state: "running" });
  return moved;
}
