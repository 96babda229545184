import { eq } from "drizzle-orm";
import { customers } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { balanceOwed } from "./ledger";

/** What a machine at work is estimated to cost until its period ends; minor units of the customer's currency. */
export type Estimate = { overflowId: string; number: number; until: Date; minor: bigint };

/**
 * A customer's exposure against the credit limit (docs/rules.md 5): what is owed and not paid, and the estimates that
 * the caller knows of. Minor units of the customer's currency.
 * @throws DomainError not_found
 */
export async function exposureOf(ctx: Context, customerId: string, estimates: readonly Estimate[]) {
  const [customer] = await ctx.tx
    .select({ currency: customers.currency, creditLimitMinor: customers.creditLimitMinor })
    .from(customers)
    .where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer", customerId);
  const unpaidMinor = await balanceOwed(ctx, customerId, customer.currency);
  const estimatedMinor = estimates.reduce((total, { minor }) => total + minor, 0n);
  const exposureMinor = unpaidMinor + estimatedMinor;
  return {
    ...customer,
    unpaidMinor,
    estimates,
    estimatedMinor,
    exposureMinor,
    /** Below 0 where the limit was lowered after the machines were started. */
    leftMinor: customer.creditLimitMinor - exposureMinor,
  };
}
export type Exposure = Awaited<ReturnType<typeof exposureOf>>;
