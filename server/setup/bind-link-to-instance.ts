import { and, eq } from "drizzle-orm";
import { installationLinks } from "@/db/schema";
import type { Context } from "../context";

/**
 * Binds an overflow's join code to the instance that the driver created: presented from anywhere else it needs
 * approval.
 */
export async function bindLinkToInstance(
  ctx: Context,
  input: { customerId: string; linkId: string; instanceId: string },
): Promise<void> {
  await ctx.tx
    .update(installationLinks)
    .set({ instanceId: input.instanceId })
    .where(
      and(
        eq(installationLinks.customerId, input.customerId),
        eq(installationLinks.id, input.linkId),
        eq(installationLinks.kind, "overflow"),
      ),
    );
}
