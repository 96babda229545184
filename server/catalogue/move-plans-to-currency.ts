import { eq } from "drizzle-orm";
import { plans } from "@/db/schema";
import type { Context } from "../context";

/** Gives the plans of one currency another one; nobody has subscribed to any yet. In the provider's role. */
export async function movePlansToCurrency(ctx: Context, { from, to }: { from: string; to: string }): Promise<void> {
  await ctx.tx.update(plans).set({ currency: to }).where(eq(plans.currency, from));
}
