import { and, asc, eq } from "drizzle-orm";
import { meters, plans, services, subscriptionParameters, subscriptions } from "@/db/schema";
import type { Context } from "../context";

/** A customer's subscriptions with their parameters, oldest first. */
export function listSubscriptions(ctx: Context, customerId: string) {
  return ctx.tx
    .select({
      subscription: subscriptions,
      plan: plans,
      service: services,
      parameter: subscriptionParameters,
      meter: meters,
    })
    .from(subscriptions)
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, subscriptions.customerId),
        eq(subscriptionParameters.subscriptionId, subscriptions.id),
      ),
    )
    .innerJoin(meters, eq(meters.slug, subscriptionParameters.meter))
    .where(eq(subscriptions.customerId, customerId))
    .orderBy(asc(subscriptions.createdAt), asc(subscriptionParameters.id));
}
export type SubscriptionRow = Awaited<ReturnType<typeof listSubscriptions>>[number];
