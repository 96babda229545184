import { and, eq } from "drizzle-orm";
import { creditLimitRequests } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { type Money, parseMoney } from "../money";
import { lockCustomer } from "./add-customer";
import { configureWaitingServices } from "./configure-waiting-services";
import { refuseClosedCustomer } from "./refuse-closed-customer";

/**
 * Asks for a credit limit (major units, in the company's currency). The request is information enough for waiting
 * machines: its approval is not waited for, until then the limit stays what it was. A request still open is replaced by
 * the new one.
 * @returns the request, and the machines that waited for it and can go on.
 * @throws DomainError invalid_input for an amount that cannot be read; conflict for a closed company.
 */
export async function requestCreditLimit(
  ctx: Context,
  input: { customerId: string; amount: string; reason?: string },
): Promise<{ id: string; machineIds: string[] }> {
  const { customerId } = input;
  await lockCustomer(ctx, customerId);
  const customer = await refuseClosedCustomer(ctx, customerId);
  const amount = amountOf(input.amount, customer.currency);
  if (amount.minor === 0n) throw new DomainError("invalid_input", "Ask for an amount above zero.", { field: "amount" });
  await ctx.tx
    .update(creditLimitRequests)
    .set({ state: "withdrawn", decidedAt: ctx.now, decidedBy: ctx.actor.label })
    .where(and(eq(creditLimitRequests.customerId, customerId), eq(creditLimitRequests.state, "requested")));
  const id = newId("creditLimitRequest", ctx.now);
  await ctx.tx.insert(creditLimitRequests).values({
    customerId,
    id,
    amountMinor: amount.minor,
    reason: input.reason ?? null,
    state: "requested",
    requestedBy: ctx.actor.label,
    requestedAt: ctx.now,
  });
  await recordAudit(ctx, {
    customerId,
    action: "credit_limit.requested",
    subjectKind: "credit_limit_request",
    subjectId: id,
    detail: { amount: input.amount, currency: customer.currency },
    topic: "customers",
  });
  return { id, ...(await configureWaitingServices(ctx, { customerId, triggeredBy: "credit_limit" })) };
}

/** Reads an amount in the company's currency. @throws DomainError invalid_input with the currency's own form. */
export function amountOf(text: string, currency: string): Money {
  try {
    return parseMoney(text, currency);
  } catch (error) {
    throw new DomainError("invalid_input", (error as Error).message, { field: "amount" });
  }
}
