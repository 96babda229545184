import type { Context } from "../context";
import { DomainError } from "../errors";
import { type Customer, customerById } from "./queries";
import { closedRefusal } from "./rules";

/**
 * Refuses to give a closed customer anything new, whoever asks (docs/rules.md 1.2).
 * @returns the customer
 * @throws DomainError not_found; conflict for one that is closed
 */
export async function refuseClosedCustomer(ctx: Context, customerId: string): Promise<Customer> {
  const customer = await customerById(ctx, customerId);
  const refusal = closedRefusal(customer);
  if (refusal) throw new DomainError("conflict", refusal, { state: customer.state });
  return customer;
}
