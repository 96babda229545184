import { sql } from "drizzle-orm";
import type { Context } from "../../../context";

/**
 * The advisory lock that whoever records for the customer shares (`recording_authorities`, `count_usage`): what it has
 * written is committed when this returns, and what it writes afterwards is judged by what this transaction decides.
 */
export async function holdUse(ctx: Context, { customerId }: { customerId: string }): Promise<void> {
  // The ticks of 200,000 records take longer than any page may.
  await ctx.tx.execute(sql`set local statement_timeout = '10min'`);
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(usage_lock(${customerId}))`);
}

export async function shareUse(ctx: Context, { customerId }: { customerId: string }): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock_shared(usage_lock(${customerId}))`);
}
