import type { Context } from "../context";
import { decideCreditLimit } from "./decide-credit-limit";
import { requestCreditLimit } from "./request-credit-limit";

/**
 * Staff set a credit limit in one step: it is recorded as a request and its approval, and an open request of the
 * company is withdrawn by it. Amount in major units of the company's currency.
 */
export async function setCreditLimit(
  ctx: Context,
  input: { customerId: string; amount: string; reason?: string },
): Promise<void> {
  const { id } = await requestCreditLimit(ctx, input);
  await decideCreditLimit(ctx, {
    customerId: input.customerId,
    requestId: id,
    decision: "approved",
    reason: input.reason,
  });
}
