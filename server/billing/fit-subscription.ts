import { and, eq, gt, isNull, or } from "drizzle-orm";
import { type plans, services, subscriptionParameters } from "@/db/schema";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";

type Plan = { plans: typeof plans.$inferSelect; services: typeof services.$inferSelect };

/**
 * Refuses limits that do not fit the plan, the customer or the limits that the customer has.
 * @throws invalid_input for a meter of another service; conflict for another currency, or a second limit of a meter
 */
export async function refuseUnfit(
  ctx: Context,
  { plans: plan, services: service }: Plan,
  input: { customerId: string; validFrom: Date; parameters: readonly { meter: string }[] },
): Promise<void> {
  const { currency } = await customerById(ctx, input.customerId);
  if (plan.currency !== currency)
    throw new DomainError(
      "conflict",
      `The plan ${plan.name} is priced in ${plan.currency}, and the customer pays in ${currency}. Choose a plan in ${currency}.`,
    );
  const all = await ctx.tx.select({ name: services.name, meters: services.meters }).from(services);
  for (const { meter } of input.parameters) {
    // A meter that no service has is counted by clouds or programs, and fits any plan.
    const other = all.find((one) => one.meters.includes(meter));
    if (other && !service.meters.includes(meter))
      throw new DomainError(
        "invalid_input",
        `${meter} is a meter of ${other.name}, and the plan ${plan.name} is one of ${service.name}. Choose a plan of ${other.name}, or another meter.`,
      );
    const [valid] = await ctx.tx
      .select({ id: subscriptionParameters.id })
      .from(subscriptionParameters)
      .where(
        and(
          eq(subscriptionParameters.customerId, input.customerId),
          eq(subscriptionParameters.meter, meter),
          or(isNull(subscriptionParameters.validTo), gt(subscriptionParameters.validTo, input.validFrom)),
        ),
      )
      .limit(1);
    if (valid || input.parameters.filter((one) => one.meter === meter).length > 1) throw secondLimit(meter);
  }
}

/** Until limits of one meter are used up in an order, one use must not be judged by two (docs/rules.md 4.10). */
export const secondLimit = (meter: string) =>
  new DomainError(
    "conflict",
    `This customer has a limit of ${meter} at that time already, and a meter has one limit at a time. End that one first.`,
  );
