import { customerById } from "../configuration/queries";
import { amountOf } from "../configuration/request-credit-limit";
import type { Context } from "../context";
import { enterPayment } from "../money/post-payment";

/**
 * Enters a payment whose amount people wrote, in major units of the customer's currency.
 * @returns the payment's id
 * @throws as enterPayment; not_found; invalid_input for more decimals than the currency has
 */
export async function enterWrittenPayment(
  ctx: Context,
  { amount, ...payment }: Omit<Parameters<typeof enterPayment>[1], "amount"> & { amount: string },
): Promise<string> {
  const { currency } = await customerById(ctx, payment.customerId);
  return enterPayment(ctx, { ...payment, amount: amountOf(amount, currency) });
}
