import { customerById } from "../configuration/queries";
import { amountOf } from "../configuration/request-credit-limit";
import type { Context } from "../context";
import { enterPayment } from "../money/post-payment";
import { enterRefund, writeOffStatement } from "../money/post-refund";

/** A verb's input with its amount as people wrote it, in major units of the customer's currency. */
type Written<Verb extends (ctx: Context, input: never) => unknown> = Omit<Parameters<Verb>[1], "amount"> & {
  amount: string;
};

/**
 * Enters a payment whose amount people wrote.
 * @returns the payment's id
 * @throws as enterPayment; not_found; invalid_input for more decimals than the currency has
 */
export async function enterWrittenPayment(
  ctx: Context,
  { amount, ...payment }: Written<typeof enterPayment>,
): Promise<string> {
  const { currency } = await customerById(ctx, payment.customerId);
  return enterPayment(ctx, { ...payment, amount: amountOf(amount, currency) });
}

/** Enters a refund whose amount people wrote. @returns its id @throws as enterRefund; as enterWrittenPayment */
export async function enterWrittenRefund(
  ctx: Context,
  { amount, ...refund }: Written<typeof enterRefund>,
): Promise<string> {
  const { currency } = await customerById(ctx, refund.customerId);
  return enterRefund(ctx, { ...refund, amount: amountOf(amount, currency) });
}

/**
 * Writes off what is open of a statement, or as much of it as people wrote.
 * @returns its id
 * @throws as writeOffStatement; as enterWrittenPayment
 */
export async function writeOffWritten(
  ctx: Context,
  { amount, ...of }: Omit<Parameters<typeof writeOffStatement>[1], "amount"> & { amount?: string | undefined },
): Promise<string> {
  if (amount === undefined) return writeOffStatement(ctx, of);
  const { currency } = await customerById(ctx, of.customerId);
  return writeOffStatement(ctx, { ...of, amount: amountOf(amount, currency) });
}
