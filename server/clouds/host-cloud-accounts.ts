import { and, eq } from "drizzle-orm";
import { hostCloudAccounts } from "@/db/schema";
import type { Context } from "../context";

/** By which reference a host cloud knows which customer. */
export async function customersByReference(ctx: Context, cloudId: string): Promise<Map<string, string>> {
  const rows = await ctx.tx.select().from(hostCloudAccounts).where(eq(hostCloudAccounts.cloudId, cloudId));
  return new Map(rows.map(({ reference, customerId }) => [reference, customerId]));
}

/** The reference by which a host cloud knows this customer, or null where it has no tenancy there. */
export async function referenceAt(
  ctx: Context,
  input: { customerId: string; cloudId: string },
): Promise<string | null> {
  const [row] = await ctx.tx
    .select()
    .from(hostCloudAccounts)
    .where(and(eq(hostCloudAccounts.customerId, input.customerId), eq(hostCloudAccounts.cloudId, input.cloudId)));
  return row?.reference ?? null;
}
