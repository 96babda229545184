import { and, eq, inArray, isNotNull, sum } from "drizzle-orm";
import { billingEvents, charges, customers, overflows } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { overflowSets } from "../overflow/states";

/**
 * A customer's exposure against the credit limit (docs/rules.md 5.8): unpaid increments, and what the overflow
 * machines at work are estimated to cost until their periods end. Minor units of the customer's currency. @throws
 * not_found
 */
export async function exposureOf(ctx: Context, customerId: string) {
  const [customer] = await ctx.tx
    .select({ currency: customers.currency, creditLimitMinor: customers.creditLimitMinor })
    .from(customers)
    .where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer", customerId);
  const [unpaid] = await ctx.tx
    .select({ minor: sum(charges.amountMinor) })
    .from(charges)
    .where(and(eq(charges.customerId, customerId), eq(charges.state, "posted")));
  const found = await ctx.tx
    .select({
      overflowId: overflows.id,
      number: billingEvents.number,
      until: billingEvents.windowEnd,
      minor: overflows.estimateMinor,
    })
    .from(overflows)
    .innerJoin(
      billingEvents,
      and(eq(billingEvents.customerId, overflows.customerId), eq(billingEvents.id, overflows.billingEventId)),
    )
    .where(
      and(
        eq(overflows.customerId, customerId),
        inArray(overflows.state, overflowSets.occupying),
        isNotNull(overflows.estimateMinor),
      ),
    )
    .orderBy(billingEvents.number);
  const estimates = found.map((row) => ({ ...row, minor: row.minor ?? 0n }));
  const unpaidMinor = BigInt(unpaid?.minor ?? 0);
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
