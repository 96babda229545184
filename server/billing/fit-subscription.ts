import { type plans, services } from "@/db/schema";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";
import type { BillingPeriod } from "../periods";
import { limitsOfMeter } from "./parameters";

type Plan = { plans: typeof plans.$inferSelect; services: typeof services.$inferSelect };

/**
 * Refuses limits that do not fit the plan, the customer or the limits that the customer has.
 * @throws invalid_input for a meter of another service; conflict for another currency, or a limit of the meter with
 * another period
 */
export async function refuseUnfit(
  ctx: Context,
  { plans: plan, services: service }: Plan,
  input: { customerId: string; validFrom: Date; parameters: readonly { meter: string; period: BillingPeriod }[] },
): Promise<void> {
  const { currency } = await customerById(ctx, input.customerId);
  if (plan.currency !== currency)
    throw new DomainError(
      "conflict",
      `The plan ${plan.name} is priced in ${plan.currency}, and the customer pays in ${currency}. Choose a plan in ${currency}.`,
    );
  const all = await ctx.tx.select({ name: services.name, meters: services.meters }).from(services);
  for (const { meter, period } of input.parameters) {
    // A meter that no service has is counted by clouds or programs, and fits any plan.
    const other = all.find((one) => one.meters.includes(meter));
    if (other && !service.meters.includes(meter))
      throw new DomainError(
        "invalid_input",
        `${meter} is a meter of ${other.name}, and the plan ${plan.name} is one of ${service.name}. Choose a plan of ${other.name}, or another meter.`,
      );
    for (const { limit } of await limitsOfMeter(ctx, { customerId: input.customerId, meter }))
      if (limit.period !== period && (!limit.validTo || limit.validTo > input.validFrom)) throw otherPeriod(meter);
    if (input.parameters.some((one) => one.meter === meter && one.period !== period)) throw otherPeriod(meter);
  }
}

/** Limits of one meter are used up one after the other, window by window (docs/rules.md 4.10). */
export const otherPeriod = (meter: string) =>
  new DomainError(
    "conflict",
    `This customer has a limit of ${meter} with another period at that time, and limits of one meter share their period. Choose that period, or end the other limit first.`,
  );
