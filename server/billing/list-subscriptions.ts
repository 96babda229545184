import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { meters, plans, services, subscriptionParameters, subscriptions } from "@/db/schema";
import type { Context } from "../context";
import { pageOf, type Sort } from "../pagination";

const oldest: Sort = {
  name: "oldest",
  keys: [
    { by: subscriptions.createdAt, as: "timestamptz" },
    { by: subscriptionParameters.id, as: "text" },
  ],
  descending: false,
};

/** A customer's subscriptions, each with a limit of it and what both name. */
const subscriptionsOf = (ctx: Context, customerId: string, place: SQL<string[]>, after?: SQL) =>
  ctx.tx
    .select({
      subscription: subscriptions,
      plan: plans,
      service: services,
      parameter: subscriptionParameters,
      meter: meters,
      place,
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
    .where(and(eq(subscriptions.customerId, customerId), after));

/** A customer's subscriptions with their parameters, oldest first. */
export async function listSubscriptions(ctx: Context, customerId: string) {
  const rows = await subscriptionsOf(ctx, customerId, sql<string[]>`'{}'::text[]`).orderBy(
    asc(subscriptions.createdAt),
    asc(subscriptionParameters.id),
  );
  return rows.map(({ place: _, ...row }) => row);
}
export type SubscriptionRow = Awaited<ReturnType<typeof listSubscriptions>>[number];

/** A page of them, in that order. @throws invalid_input for a cursor that no page gave */
export const subscriptionPage = (
  ctx: Context,
  customerId: string,
  page: { cursor: string | null | undefined; limit: number },
) =>
  pageOf({
    ...page,
    sort: oldest,
    read: ({ after, order, limit, place }) =>
      subscriptionsOf(ctx, customerId, place, after).orderBy(order).limit(limit),
  });
