import { and, eq } from "drizzle-orm";
import { customers, hostCloudAccounts } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { newId } from "../ids";

/**
 * The customer's tenancy at a host cloud, by the reference that cloud knows; made from the account identifier at first
 * need.
 */
export async function ensureHostCloudAccount(
  ctx: Context,
  input: { customerId: string; cloudId: string },
): Promise<{ reference: string }> {
  const mine = and(eq(hostCloudAccounts.customerId, input.customerId), eq(hostCloudAccounts.cloudId, input.cloudId));
  const [found] = await ctx.tx.select().from(hostCloudAccounts).where(mine);
  if (found) return { reference: found.reference };
  const [customer] = await ctx.tx
    .select({ identifier: customers.identifier })
    .from(customers)
    .where(eq(customers.id, input.customerId));
  if (!customer) throw notFound("customer", input.customerId);
  await ctx.tx
    .insert(hostCloudAccounts)
    .values({ id: newId("hostCloudAccount", ctx.now), ...input, reference: customer.identifier, createdAt: ctx.now })
    .onConflictDoNothing();
  const [made] = await ctx.tx.select().from(hostCloudAccounts).where(mine);
  if (!made) throw new Error(`Another customer is known to cloud ${input.cloudId} as ${customer.identifier}.`);
  return { reference: made.reference };
}
