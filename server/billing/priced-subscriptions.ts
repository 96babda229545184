import { asc, eq } from "drizzle-orm";
import { customers, plans, subscriptions, subscriptionVersions } from "@/db/schema";
import { type PricedVersion, versionsOfPlan } from "../catalogue/plan-versions";
import type { Context } from "../context";
import { notFound } from "../errors";
import { nextRenewal } from "../money/fees";
import { type Discount, listDiscounts } from "./discounts";

/** A subscription with what it is charged by. */
export type PricedSubscription = {
  id: string;
  planId: string;
  planName: string;
  planSlug: string;
  validFrom: Date;
  validTo: Date | null;
  currency: string;
  /** Oldest first; the first one stands from the begin on. */
  versions: { validFrom: Date; version: PricedVersion }[];
  /** Published ones that it can be moved to, newest first. */
  choices: PricedVersion[];
  /** When its charges renew next. */
  renewsAt: Date;
  discounts: Discount[];
};

/** A customer's subscriptions with their versions and discounts, oldest first. */
export async function pricedSubscriptions(ctx: Context, customerId: string): Promise<PricedSubscription[]> {
  const rows = await ctx.tx
    .select({
      id: subscriptions.id,
      planId: subscriptions.planId,
      planName: plans.name,
      planSlug: plans.slug,
      validFrom: subscriptions.validFrom,
      validTo: subscriptions.validTo,
      currency: customers.currency,
      zone: { timeZone: customers.timeZone, earlier: customers.earlierZones },
    })
    .from(subscriptions)
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .innerJoin(customers, eq(customers.id, subscriptions.customerId))
    .where(eq(subscriptions.customerId, customerId))
    .orderBy(asc(subscriptions.createdAt), asc(subscriptions.id));
  const had = await ctx.tx
    .select()
    .from(subscriptionVersions)
    .where(eq(subscriptionVersions.customerId, customerId))
    .orderBy(asc(subscriptionVersions.validFrom));
  const discounts = await listDiscounts(ctx, customerId);
  const priced: PricedSubscription[] = [];
  for (const { zone, ...row } of rows) {
    const all = await versionsOfPlan(ctx, row.planId);
    priced.push({
      ...row,
      versions: had
        .filter(({ subscriptionId }) => subscriptionId === row.id)
        .flatMap(({ versionId, validFrom }) => {
          const version = all.find(({ id }) => id === versionId);
          return version ? [{ validFrom, version }] : [];
        }),
      choices: all.filter((one) => one.publishedAt !== null && (one.customerId ?? customerId) === customerId),
      renewsAt: await nextRenewal(ctx, { customerId, subscriptionId: row.id, currency: row.currency, zone }),
      discounts: discounts.filter(({ subscriptionId }) => subscriptionId === row.id),
    });
  }
  return priced;
}

/** One of them. @throws not_found */
export async function pricedSubscription(
  ctx: Context,
  { customerId, id }: { customerId: string; id: string },
): Promise<PricedSubscription> {
  const found = (await pricedSubscriptions(ctx, customerId)).find((one) => one.id === id);
  if (!found) throw notFound("subscription", id);
  return found;
}
