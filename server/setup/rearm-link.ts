import { and, eq, sql } from "drizzle-orm";
import { installationLinks, linkUses } from "@/db/schema";
import type { Context } from "../context";

/** Gives a link's use back, after the machine that spent it was rejected: the right machine can still come. */
export async function rearmLink(
  ctx: Context,
  input: { customerId: string; linkId: string; machineId: string },
): Promise<void> {
  const returned = await ctx.tx
    .delete(linkUses)
    .where(
      and(
        eq(linkUses.customerId, input.customerId),
        eq(linkUses.linkId, input.linkId),
        eq(linkUses.machineId, input.machineId),
      ),
    )
    .returning({ id: linkUses.id });
  if (returned.length === 0) return;
  await ctx.tx
    .update(installationLinks)
    .set({ uses: sql`greatest(${installationLinks.uses} - 1, 0)` })
    .where(and(eq(installationLinks.customerId, input.customerId), eq(installationLinks.id, input.linkId)));
}
