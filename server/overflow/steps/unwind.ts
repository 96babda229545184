import { and, eq } from "drizzle-orm";
import { installationLinks } from "@/db/schema";
import type { Context } from "../../context";
import { type Claim, recordStep, saveOverflow } from "../claim";
import type { OverflowStepName } from "../states";
import { moved, type Outcome } from "./step";

/** Whether the join code serves nobody any more: a machine that has not enrolled by it never will. */
export async function joinCodeLapsed(ctx: Context, { overflow }: Claim): Promise<boolean> {
  const [link] = await ctx.tx
    .select({ expiresAt: installationLinks.expiresAt, revokedAt: installationLinks.revokedAt })
    .from(installationLinks)
    .where(and(eq(installationLinks.customerId, overflow.customerId), eq(installationLinks.id, overflow.linkId ?? "")));
  return !link || link.revokedAt !== null || link.expiresAt <= ctx.now;
}

/**
 * Gives up what was begun: the machine is deleted, its license and capacity come back, and the overflow ends as
 * `failed`.
 */
export async function unwind(ctx: Context, claim: Claim, step: OverflowStepName, reason: string): Promise<Outcome> {
  await saveOverflow(ctx, claim, { state: "unwinding", reason });
  await recordStep(ctx, claim.overflow, step, { state: "failed", error: reason });
  return moved;
}
