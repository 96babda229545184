import { recordAudit } from "../../audit/record-audit";
import { takesNotices } from "../../clouds/queries";
import { type Context, inProvider } from "../../context";
import { onPremises } from "../../usage/rules";
import { type Claim, saveOverflow } from "../claim";
import { lastNotice, noticeOf, notifyCloud, takeBackNotice } from "../excess-notices";
import { recordOverflowStep } from "../record-overflow-step";
import { growPortion } from "./grow-portion";
import { replaceLost } from "./replace-lost";
import { standingNow } from "./standing-now";
import { moved, type Step, type StepOutcome, wait } from "./step";

/**
 * active -> settled: the engine, run again on committed use, finds no excess, so the notice is true. It goes out
 * through the outbox, and the state moves when the cloud has answered. Excess that is left is taken over while this
 * machine has room for it (back to enrolled); what is beyond it raises the next ordinal.
 */
export const notify: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    if (!claim.overflow.instanceId) return replaceLost(ctx, claim);
    const standing = await standingNow(ctx, claim);
    if (!standing) return wait(1, "Committed use is judged again first.");
    if (!standing.figures.settled) {
      await takeBackNotice(ctx, claim);
      return (await growPortion(ctx, claim, standing.figures.excess)) ?? wait(5, "Excess is left.");
    }
    if (!(await takesNotices(ctx, claim.event.cloudId)))
      return settle(ctx, claim, {
        notice: `none: ${claim.event.cloudId === onPremises ? "the use is on-premises" : "the host cloud takes no notices"}`,
      });
    const sent = await lastNotice(ctx, claim.event);
    if (!sent || noticeOf(sent).inExcess) {
      await notifyCloud(ctx, claim, { inExcess: false });
      return wait(1, "The notice is on its way.");
    }
    if (!sent.deliveredAt)
      return wait(
        2,
        sent.error ? `The cloud has not accepted the notice yet: ${sent.error}` : "The notice is on its way.",
      );
    await recordAudit(ctx, {
      customerId: claim.overflow.customerId,
      action: "cloud.notified",
      subjectKind: "overflow",
      subjectId: claim.overflow.id,
      detail: { cloud: sent.recipient, notice: sent.id },
      topic: "overflows",
    });
    return settle(ctx, claim, { inExcess: "false", receipt: String(sent.answer?.receipt ?? "") });
  });

async function settle(ctx: Context, claim: Claim, evidence: Record<string, string>): Promise<StepOutcome> {
  await saveOverflow(ctx, claim, { state: "settled", withinLimitSince: ctx.now });
  await recordOverflowStep(ctx, claim.overflow, "notified", { state: "done", evidence });
  return moved;
}
