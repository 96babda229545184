import { and, eq, gt, gte } from "drizzle-orm";
import { customers, plans, subscriptions, subscriptionVersions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { currentVersions, type PricedVersion, versionById } from "../catalogue/plan-versions";
import { lockCustomer } from "../configuration/add-customer";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import { nextRenewal } from "../money/fees";
import { onTick } from "./limit-terms";

/** The version that a customer gets who subscribes to a plan. @throws conflict without a price in the currency */
export async function versionFor(
  ctx: Context,
  of: { plan: { id: string; name: string }; customerId: string; currency: string },
): Promise<PricedVersion> {
  const { plan, customerId, currency } = of;
  const version = (await currentVersions(ctx, { planId: plan.id, customerId })).get(plan.id);
  if (!version)
    throw new DomainError("conflict", `The plan ${plan.name} has no published version yet: publish its draft first.`);
  requirePrice(version, plan.name, currency);
  return version;
}

function requirePrice(version: PricedVersion, planName: string, currency: string): void {
  const has = version.prices.map((one) => one.currency);
  if (has.includes(currency)) return;
  throw new DomainError(
    "conflict",
    `The plan ${planName} is priced in ${has.join(", ")}, and the customer pays in ${currency}. Publish a version with prices in ${currency}, or choose another plan.`,
  );
}

/** When a move takes place: at an instant, or with the next period of the subscription's longest recurring charge. */
export type MoveAt = Date | "renewal";

/**
 * Moves a subscription to another version of its plan: at once, at another instant, or when its charges renew. What was
 * to come after that is dropped. Periods that run then are charged by the second, each version for its part.
 * @returns when it takes place
 * @throws not_found; conflict for a draft, another plan's version or another customer's, one without a price in the
 * customer's currency, and a time outside the subscription's
 */
export async function moveSubscription(
  ctx: Context,
  of: { customerId: string; subscriptionId: string; versionId: string; at: MoveAt },
): Promise<Date> {
  const { customerId, subscriptionId } = of;
  await lockCustomer(ctx, customerId);
  const subscription = await subscribedTo(ctx, customerId, subscriptionId);
  const version = await versionById(ctx, of.versionId);
  const isOwn = version.customerId === null || version.customerId === customerId;
  if (version.planId !== subscription.planId || !isOwn) throw notFound("plan version", of.versionId);
  if (version.publishedAt === null) throw new DomainError("conflict", "This version is a draft: publish it first.");
  requirePrice(version, subscription.planName, subscription.currency);
  const at =
    of.at === "renewal" ? await nextRenewal(ctx, { ...subscription, subscriptionId, customerId }) : onTick(of.at);
  if (at < subscription.validFrom || (subscription.validTo !== null && at >= subscription.validTo))
    throw new DomainError("conflict", "The subscription is not valid at that time: choose a time at which it is.", {
      field: "at",
    });
  await ctx.tx.delete(subscriptionVersions).where(
    and(
      eq(subscriptionVersions.customerId, customerId),
      eq(subscriptionVersions.subscriptionId, subscriptionId),
      gte(subscriptionVersions.validFrom, at),
      // The first one stands from the begin on, whenever it was written.
      gt(subscriptionVersions.validFrom, subscription.validFrom),
    ),
  );
  await addVersion(ctx, { customerId, subscriptionId, versionId: version.id, validFrom: at });
  await recordAudit(ctx, {
    ...{ customerId, action: "subscription.moved", subjectKind: "subscription", subjectId: subscriptionId },
    ...{ detail: { plan: subscription.planName, version: String(version.number) }, topic: "billing" },
  });
  return at;
}

/** Writes which version a subscription has from an instant on. */
export async function addVersion(
  ctx: Context,
  of: { customerId: string; subscriptionId: string; versionId: string; validFrom: Date },
): Promise<void> {
  const by = { createdBy: ctx.actor.label, createdAt: ctx.now };
  await ctx.tx
    .insert(subscriptionVersions)
    .values({ ...of, ...by, id: newId("subscriptionVersion", ctx.now) })
    .onConflictDoUpdate({
      target: [subscriptionVersions.customerId, subscriptionVersions.subscriptionId, subscriptionVersions.validFrom],
      set: { versionId: of.versionId, ...by },
    });
}

async function subscribedTo(ctx: Context, customerId: string, subscriptionId: string) {
  const [row] = await ctx.tx
    .select({
      planId: subscriptions.planId,
      planName: plans.name,
      validFrom: subscriptions.validFrom,
      validTo: subscriptions.validTo,
      currency: customers.currency,
      zone: { timeZone: customers.timeZone, earlier: customers.earlierZones },
    })
    .from(subscriptions)
    .innerJoin(customers, eq(customers.id, subscriptions.customerId))
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .where(and(eq(subscriptions.customerId, customerId), eq(subscriptions.id, subscriptionId)));
  if (!row) throw notFound("subscription", subscriptionId);
  return row;
}
