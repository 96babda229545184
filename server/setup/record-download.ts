import { and, eq, sql } from "drizzle-orm";
import { installationLinks } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import type { Context } from "../context";

/** Counts a download of a link; spends nothing. */
export async function recordDownload(
  ctx: Context,
  input: { customerId: string; linkId: string; address: string },
): Promise<void> {
  await ctx.tx
    .update(installationLinks)
    .set({
      downloads: sql`${installationLinks.downloads} + 1`,
      lastDownloadAt: ctx.now,
      lastAddress: input.address,
    })
    .where(and(eq(installationLinks.customerId, input.customerId), eq(installationLinks.id, input.linkId)));
  await announceChange(ctx, "links", input.customerId);
}
