import { and, asc, desc, eq, inArray, isNotNull, isNull, or } from "drizzle-orm";
import { customers, planPrices, planVersions, subscriptionVersions } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { PriceComponent } from "../money/pricing/price-components";
import { listPlans, type Plan } from "./queries";

/** What a version charges in one currency. */
export type PriceList = { currency: string; components: PriceComponent[] };
type Version = typeof planVersions.$inferSelect;
/** A version with its prices, by currency. */
export type PricedVersion = Version & { prices: PriceList[] };

/**
 * The version that a customer gets who subscribes now, by plan: the newest published one that is the customer's own,
 * else the newest one for anybody. A plan without a published version is not among them.
 * @param of left out: of all plans, and what anybody gets
 */
export async function currentVersions(
  ctx: Context,
  of: { planId?: string; customerId?: string | undefined } = {},
): Promise<Map<string, PricedVersion>> {
  const isFor = of.customerId === undefined ? undefined : eq(planVersions.customerId, of.customerId);
  const rows = await ctx.tx
    .selectDistinctOn([planVersions.planId])
    .from(planVersions)
    .where(
      and(
        of.planId === undefined ? undefined : eq(planVersions.planId, of.planId),
        isNotNull(planVersions.publishedAt),
        isFor ? or(isNull(planVersions.customerId), isFor) : isNull(planVersions.customerId),
      ),
    )
    .orderBy(asc(planVersions.planId), asc(isNull(planVersions.customerId)), desc(planVersions.number));
  return new Map((await withPrices(ctx, rows)).map((version) => [version.planId, version]));
}

/** A plan with the version that anybody gets who subscribes now; null: none is published. */
export type PricedPlan = Plan & { version: PricedVersion | null };

/** Plans with what they cost now, smallest first. */
export async function pricedPlans(ctx: Context): Promise<PricedPlan[]> {
  const current = await currentVersions(ctx);
  return (await listPlans(ctx)).map((plan) => ({ ...plan, version: current.get(plan.id) ?? null }));
}

/** One version. @throws not_found */
export async function versionById(ctx: Context, id: string): Promise<PricedVersion> {
  const rows = await ctx.tx.select().from(planVersions).where(eq(planVersions.id, id));
  const [version] = await withPrices(ctx, rows);
  if (!version) throw notFound("plan version", id);
  return version;
}

/** All versions of a plan, newest first, with the name of whom one is for, and how many subscriptions have had it. */
export async function versionsOfPlan(ctx: Context, planId: string) {
  const rows = await ctx.tx
    .select({
      version: planVersions,
      customerName: customers.name,
      subscriptions: ctx.tx.$count(subscriptionVersions, eq(subscriptionVersions.versionId, planVersions.id)),
    })
    .from(planVersions)
    .leftJoin(customers, eq(customers.id, planVersions.customerId))
    .where(eq(planVersions.planId, planId))
    .orderBy(desc(planVersions.number));
  const priced = await withPrices(
    ctx,
    rows.map(({ version }) => version),
  );
  return rows.map(({ version: { id }, ...more }) => ({
    ...(priced.find((one) => one.id === id) as PricedVersion),
    ...more,
  }));
}

async function withPrices(ctx: Context, versions: readonly Version[]): Promise<PricedVersion[]> {
  if (versions.length === 0) return [];
  const prices = await ctx.tx
    .select()
    .from(planPrices)
    .where(
      inArray(
        planPrices.versionId,
        versions.map(({ id }) => id),
      ),
    )
    .orderBy(asc(planPrices.currency));
  return versions.map((version) => ({
    ...version,
    prices: prices
      .filter(({ versionId }) => versionId === version.id)
      .map(({ currency, components }) => ({ currency, components })),
  }));
}
