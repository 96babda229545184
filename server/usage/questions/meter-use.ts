import { eq } from "drizzle-orm";
import { usageAuthorities } from "@/db/schema";
import type { Context } from "../../context";
import { usageStore } from "../store/usage-store";

/**
 * Whether use of a meter is stored that counts, is shadowed, waits or may count later; or whose figures count was
 * decided.
 */
export async function meterIsUsed(ctx: Context, slug: string): Promise<boolean> {
  const [decided] = await ctx.tx
    .select({ id: usageAuthorities.id })
    .from(usageAuthorities)
    .where(eq(usageAuthorities.meter, slug))
    .limit(1);
  return decided !== undefined || (await usageStore.holdsMeter(ctx, slug));
}
