import { and, eq } from "drizzle-orm";
import { installationLinks } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { linkById } from "./queries";

/**
 * Takes a link back: from now on it answers 410. Machines that spent it stay. Revoked already, it stays as it is.
 * @throws not_found
 */
export async function revokeLink(ctx: Context, input: { customerId: string; linkId: string }): Promise<void> {
  const link = await linkById(ctx, input.customerId, input.linkId);
  if (link.revokedAt) return;
  await ctx.tx
    .update(installationLinks)
    .set({ revokedAt: ctx.now, revokedBy: ctx.actor.label })
    .where(and(eq(installationLinks.customerId, input.customerId), eq(installationLinks.id, link.id)));
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "link.revoked",
    subjectKind: "link",
    subjectId: link.id,
    topic: "links",
  });
}
