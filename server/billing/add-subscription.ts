import { eq } from "drizzle-orm";
import { type overflowPolicies, plans, services, subscriptionParameters, subscriptions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { brokenConstraint } from "../broken-constraint";
import type { Context } from "../context";
import { notFound } from "../errors";
import { newId } from "../ids";
import type { BillingPeriod } from "../periods";
import { refuseUnfit, secondLimit } from "./fit-subscription";

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
        // Two at once: the database's own refusal.
        if (brokenConstraint(error) === "subscription_parameters_one_limit") throw secondLimit(parameter.meter);
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
