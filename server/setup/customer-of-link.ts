import { eq } from "drizzle-orm";
import { installationLinks } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";

/** Whose link this is, in the provider's role. @throws not_found */
export async function customerOfLink(ctx: Context, id: string): Promise<string> {
  const [row] = await ctx.tx
    .select({ customerId: installationLinks.customerId })
    .from(installationLinks)
    .where(eq(installationLinks.id, id));
  if (!row) throw notFound("installation link", id);
  return row.customerId;
}
