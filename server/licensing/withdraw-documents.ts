import { and, eq, isNull } from "drizzle-orm";
import { licenseDocuments } from "@/db/schema";
import type { Context } from "../context";

/** Names every document of a license in the machine's revocation list, for good. */
export async function withdrawDocuments(ctx: Context, input: { customerId: string; licenseId: string }): Promise<void> {
  await ctx.tx
    .update(licenseDocuments)
    .set({ revokedAt: ctx.now })
    .where(
      and(
        eq(licenseDocuments.customerId, input.customerId),
        eq(licenseDocuments.licenseId, input.licenseId),
        isNull(licenseDocuments.revokedAt),
      ),
    );
}
