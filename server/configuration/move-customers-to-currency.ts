import { eq } from "drizzle-orm";
import { customers } from "@/db/schema";
import type { Context } from "../context";

/** Gives the customers of one currency another one; no amount of theirs exists yet. In the provider's role. */
export async function moveCustomersToCurrency(ctx: Context, { from, to }: { from: string; to: string }): Promise<void> {
  await ctx.tx.update(customers).set({ currency: to }).where(eq(customers.currency, from));
}
