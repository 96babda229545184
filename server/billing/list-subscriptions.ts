import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { clouds, limitTerms, meters, plans, services, subscriptionParameters, subscriptions } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { pageOf, type Sort } from "../pagination";
import { termsColumns, termsInForce } from "./limit-terms";

const oldest: Sort = {
  name: "oldest",
  keys: [
    { by: subscriptions.createdAt, as: "timestamptz" },
    { by: subscriptionParameters.id, as: "text" },
  ],
  descending: false,
};

/** A customer's subscriptions, each with a limit of it, the terms in force now, and what they name. */
function subscriptionsOf(ctx: Context, customerId: string, place: SQL<string[]>, after?: SQL) {
  const now = termsInForce(ctx, ctx.now);
  return ctx.tx
    .select({
      subscription: subscriptions,
      plan: plans,
      service: services,
      parameter: subscriptionParameters,
      terms: termsColumns(now),
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
    .innerJoinLateral(now, sql`true`)
    .innerJoin(meters, eq(meters.slug, subscriptionParameters.meter))
    .where(and(eq(subscriptions.customerId, customerId), after));
}

/** A reference share with its cloud's names. */
type NamedShare = { cloud: string; cloudName: string; share: string };

/** Adds the names of the clouds that limits and their terms mention. Clouds are few, and no customer's. */
async function cloudNames(ctx: Context) {
  const all = await ctx.tx
    .select({ id: clouds.id, slug: clouds.slug, name: clouds.name })
    .from(clouds)
    .orderBy(asc(clouds.colorIndex));
  return {
    scopeOf: ({ scopeCloudId }: { scopeCloudId: string | null }) => all.find(({ id }) => id === scopeCloudId) ?? null,
    sharesOf: ({ referenceShares }: { referenceShares: Record<string, string> }): NamedShare[] =>
      all.flatMap(({ id, slug, name }) => {
        const share = referenceShares[id];
        return share === undefined ? [] : [{ cloud: slug, cloudName: name, share }];
      }),
  };
}

/** A customer's subscriptions with their limits, oldest first: each limit as it is now, and all its terms. */
export async function listSubscriptions(ctx: Context, customerId: string) {
  const rows = await subscriptionsOf(ctx, customerId, sql<string[]>`'{}'::text[]`).orderBy(
    asc(subscriptions.createdAt),
    asc(subscriptionParameters.id),
  );
  const versions = await ctx.tx
    .select()
    .from(limitTerms)
    .where(eq(limitTerms.customerId, customerId))
    .orderBy(asc(limitTerms.validFrom));
  const { scopeOf, sharesOf } = await cloudNames(ctx);
  return rows.map(({ place: _, terms, ...row }) => ({
    ...row,
    parameter: { ...row.parameter, ...terms },
    scopeCloud: scopeOf(row.parameter),
    shares: sharesOf(terms),
    versions: versions
      .filter(({ parameterId }) => parameterId === row.parameter.id)
      .map((one) => ({ ...one, shares: sharesOf(one) })),
  }));
}
export type SubscriptionRow = Awaited<ReturnType<typeof listSubscriptions>>[number];

/** One limit of a customer with its subscription. @throws not_found */
export async function subscriptionOfLimit(ctx: Context, customerId: string, limitId: string): Promise<SubscriptionRow> {
  const found = (await listSubscriptions(ctx, customerId)).find(({ parameter }) => parameter.id === limitId);
  if (!found) throw notFound("limit", limitId);
  return found;
}

/** The newest limit of a subscription, which may have had others. @throws not_found */
export async function newestLimitOf(
  ctx: Context,
  { customerId, subscriptionId }: { customerId: string; subscriptionId: string },
): Promise<SubscriptionRow> {
  const rows = await listSubscriptions(ctx, customerId);
  const newest = rows.findLast(({ subscription }) => subscription.id === subscriptionId);
  if (!newest) throw notFound("subscription", subscriptionId);
  return newest;
}

/** A page of them, in that order, as they are now. @throws invalid_input for a cursor that no page gave */
export async function subscriptionPage(
  ctx: Context,
  customerId: string,
  page: { cursor: string | null | undefined; limit: number },
) {
  const { rows, ...rest } = await pageOf({
    ...page,
    sort: oldest,
    read: ({ after, order, limit, place }) =>
      subscriptionsOf(ctx, customerId, place, after).orderBy(order).limit(limit),
  });
  const { scopeOf, sharesOf } = await cloudNames(ctx);
  return {
    ...rest,
    rows: rows.map(({ terms, ...row }) => ({
      ...row,
      parameter: { ...row.parameter, ...terms },
      scopeCloud: scopeOf(row.parameter),
      shares: sharesOf(terms),
    })),
  };
}
