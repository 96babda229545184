import { and, eq } from "drizzle-orm";
import { installationLinks } from "@/db/schema";
import type { Context } from "../../context";
import { type Claim, saveOverflow } from "../claim";
import { recordOverflowStep } from "../record-overflow-step";
import type { OverflowStepName } from "../states";
import { moved, type StepOutcome } from "./step";

/** Whether the join code has expired or was revoked: a machine that has not enrolled by then never will. */
export async function joinCodeLapsed(ctx: Context, { overflow }: Claim): Promise<boolean> {
  const [link] = await ctx.tx
    .select({ expiresAt: installationLinks.expiresAt, revokedAt: installationLinks.revokedAt })
    .from(installationLinks)
    .where(and(eq(installationLinks.customerId, overflow.customerId), eq(installationLinks.id, overflow.linkId ?? "")));
  return !link || link.revokedAt !== null || link.expiresAt <= ctx.now;
}

/** Undoes what was begun: `unwinding`, whose work deletes the machine and returns license and capacity. */
export async function unwind(ctx: Context, claim: Claim, step: OverflowStepName, reason: string): Promise<StepOutcome> {
  await saveOverflow(ctx, claim, { state: "unwinding", reason });
  await recordOverflowStep(ctx, claim.overflow, step, { state: "failed", error: reason });
  return moved;
}
