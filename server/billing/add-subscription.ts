import { and, eq, gt, isNull, or } from "drizzle-orm";
import { type overflowPolicies, plans, services, subscriptionParameters, subscriptions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import type { BillingPeriod } from "../periods";

export type NewParameter = {
  meter: string;
  limit: string;
  period: BillingPeriod;
  thresholdPercent?: string;
  overRate: string;
  billingStep?: string;
  overflowPolicy: (typeof overflowPolicies)[number];
  overflowMachinesMax?: number;
  costCapMinor?: bigint;
  answerMinutes?: number;
};

/**
 * Subscribes a customer to a plan, with its subscription parameters. What a machine of the service carries is placed;
 * the rest is ascribed.
 * @returns its id
 * @throws not_found; invalid_input for a meter of another service than the plan's; conflict for a plan of another
 * currency than the customer's, and for a second limit of a meter at the same time
 */
export async function addSubscription(
  ctx: Context,
  input: { customerId: string; planId: string; validFrom: Date; parameters: NewParameter[] },
): Promise<string> {
  const [plan] = await ctx.tx
    .select()
    .from(plans)
    .innerJoin(services, eq(services.id, plans.serviceId))
    .where(eq(plans.id, input.planId));
  if (!plan) throw notFound("plan", input.planId);
  await refuseUnfit(ctx, plan, input);
  const id = newId("subscription", ctx.now);
  await ctx.tx.insert(subscriptions).values({
    customerId: input.customerId,
    id,
    planId: input.planId,
    serviceId: plan.services.id,
    mode: "limit",
    validFrom: input.validFrom,
    createdAt: ctx.now,
  });
  for (const parameter of input.parameters) {
    const values = {
      customerId: input.customerId,
      id: newId("subscriptionParameter", ctx.now),
      subscriptionId: id,
      meter: parameter.meter,
      limit: parameter.limit,
      period: parameter.period,
      anchorDay: 1,
      thresholdPercent: parameter.thresholdPercent ?? "100",
      overRate: parameter.overRate,
      billingFactor: "1",
      billingStep: parameter.billingStep ?? "1",
      placement: plan.services.overflowMeter === parameter.meter ? plan.services.placement : "ascribed",
      overflowPolicy: parameter.overflowPolicy,
      overflowMachinesMax: parameter.overflowMachinesMax ?? 2,
      costCapMinor: parameter.costCapMinor ?? null,
      answerMinutes: parameter.answerMinutes ?? 240,
      validFrom: input.validFrom,
      createdAt: ctx.now,
    };
    await ctx.tx
      .insert(subscriptionParameters)
      .values(values)
      .catch((error: unknown) => {
        // The database's own refusal: two of them at once.
        if (JSON.stringify((error as Error).cause ?? {}).includes("subscription_parameters_one_limit"))
          throw secondLimit(parameter.meter);
        throw error;
      });
  }
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "subscription.added",
    subjectKind: "subscription",
    subjectId: id,
    detail: { plan: plan.plans.slug },
    topic: "billing",
  });
  return id;
}

type Plan = { plans: typeof plans.$inferSelect; services: typeof services.$inferSelect };

async function refuseUnfit(
  ctx: Context,
  { plans: plan, services: service }: Plan,
  input: { customerId: string; validFrom: Date; parameters: NewParameter[] },
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
const secondLimit = (meter: string) =>
  new DomainError(
    "conflict",
    `This customer has a limit of ${meter} at that time already, and a meter has one limit at a time. End that one first.`,
  );
