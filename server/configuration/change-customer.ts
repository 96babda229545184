import { eq } from "drizzle-orm";
import { customers } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { lockCustomer } from "./add-customer";
import { customerById } from "./queries";
import { type CustomerChange, customerChanges } from "./states";

/** Gives a customer another name. Statement lines that are written do not change. The same name changes nothing. */
export async function renameCustomer(ctx: Context, input: { customerId: string; name: string }): Promise<void> {
  const { customerId, name } = input;
  await lockCustomer(ctx, customerId);
  const before = await customerById(ctx, customerId);
  if (before.name === name) return;
  await ctx.tx.update(customers).set({ name }).where(eq(customers.id, customerId));
  await recordAudit(ctx, {
    customerId,
    action: "customer.renamed",
    subjectKind: "customer",
    subjectId: customerId,
    detail: { before: before.name, name },
    topic: "customers",
  });
}

/**
 * Suspends a customer, resumes it, or closes it for good (docs/rules.md 1.2). Done already, nothing changes.
 * @throws DomainError conflict from a state that does not lead there.
 */
export async function changeCustomerState(
  ctx: Context,
  input: { customerId: string; change: CustomerChange; reason: string },
): Promise<void> {
  const { customerId, reason } = input;
  const { from, to, audited } = customerChanges[input.change];
  await lockCustomer(ctx, customerId);
  const { name, state } = await customerById(ctx, customerId);
  if (state === to) return;
  if (!from.some((one) => one === state))
    throw new DomainError("conflict", `${name} is ${state}, so this cannot be done.`, { state });
  await ctx.tx.update(customers).set({ state: to }).where(eq(customers.id, customerId));
  await recordAudit(ctx, {
    customerId,
    action: audited,
    subjectKind: "customer",
    subjectId: customerId,
    detail: { before: state, reason },
    topic: "customers",
  });
}
