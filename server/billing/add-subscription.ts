import { and, eq, gt, isNull, or } from "drizzle-orm";
import { type Cover, limitTerms, plans, services, subscriptionParameters, subscriptions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { brokenConstraint } from "../broken-constraint";
import { lockCustomer } from "../configuration/add-customer";
import { customerById } from "../configuration/queries";
import { refuseClosedCustomer } from "../configuration/refuse-closed-customer";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import type { BillingPeriod } from "../periods";
import { refuseUnfit } from "./fit-subscription";
import { onTick } from "./limit-terms";
import { addVersion, versionFor } from "./move-subscription";
import { refusedLimit } from "./refused-limit";
import type { BillingMode, OverflowPolicy } from "./states";

export type NewParameter = {
  meter: string;
  limit: string;
  period: BillingPeriod;
  /** The day on which months begin; left out: 1. */
  anchorDay?: number | undefined;
  /** The one cloud whose use it counts; null or left out: all of them. */
  scopeCloudId?: string | null;
  billingFactor?: string | undefined;
  covers?: Cover[] | undefined;
  /** By cloud id. */
  referenceShares?: Record<string, string>;
  thresholdPercent?: string;
  overRate: string;
  /** Of offset billing: what a billing unit below the reference shares gives back; left out: 0. */
  underCredit?: string | undefined;
  billingStep?: string;
  overflowPolicy: OverflowPolicy;
  overflowMachinesMax?: number | undefined;
  costCapMinor?: bigint | null;
  answerMinutes?: number | undefined;
};

/**
 * Subscribes a customer to a plan, with its limits; to a plan that the customer has at that time, the limits are added.
 * What a machine of the service carries is placed; the rest is ascribed.
 * @returns the subscription's id
 * @throws not_found; invalid_input for a meter of another service than the plan's, an anchor of a period that has none,
 * or a begin more than a year back; conflict for a closed customer, for a plan of another currency than the customer's,
 * and for a limit that counts the same use in another period or from another anchor
 */
export async function addSubscription(
  ctx: Context,
  input: {
    customerId: string;
    planId: string;
    validFrom: Date;
    /** How the subscription bills; left out: by its limits. */
    mode?: BillingMode | undefined;
    parameters: NewParameter[];
  },
): Promise<string> {
  const [plan] = await ctx.tx
    .select()
    .from(plans)
    .innerJoin(services, eq(services.id, plans.serviceId))
    .where(eq(plans.id, input.planId));
  if (!plan) throw notFound("plan", input.planId);
  // Of two at once the second joins the subscription of the first.
  await lockCustomer(ctx, input.customerId);
  await refuseClosedCustomer(ctx, input.customerId);
  const { currency } = await customerById(ctx, input.customerId);
  const version = await versionFor(ctx, { plan: plan.plans, customerId: input.customerId, currency });
  await refuseUnfit(ctx, plan, input);
  const validFrom = onTick(input.validFrom);
  const id =
    (await joinedSubscription(ctx, input)) ??
    (await newSubscription(ctx, { serviceId: plan.services.id, versionId: version.id }, input));
  for (const parameter of input.parameters) {
    const common = { customerId: input.customerId, validFrom, createdAt: ctx.now };
    const limit = {
      ...common,
      id: newId("subscriptionParameter", ctx.now),
      subscriptionId: id,
      meter: parameter.meter,
      period: parameter.period,
      anchorDay: parameter.anchorDay ?? 1,
      scopeCloudId: parameter.scopeCloudId ?? null,
      billingFactor: parameter.billingFactor ?? "1",
      placement: plan.services.overflowMeter === parameter.meter ? plan.services.placement : ("ascribed" as const),
    };
    const terms = {
      ...common,
      id: newId("limitTerms", ctx.now),
      parameterId: limit.id,
      limit: parameter.limit,
      thresholdPercent: parameter.thresholdPercent ?? "100",
      overRate: parameter.overRate,
      underCredit: parameter.underCredit ?? "0",
      billingStep: parameter.billingStep ?? "1",
      covers: parameter.covers ?? [],
      referenceShares: parameter.referenceShares ?? {},
      overflowPolicy: parameter.overflowPolicy,
      overflowMachinesMax: parameter.overflowMachinesMax ?? 2,
      costCapMinor: parameter.costCapMinor ?? null,
      answerMinutes: parameter.answerMinutes ?? 240,
    };
    await ctx.tx
      .insert(subscriptionParameters)
      .values(limit)
      .catch((error: unknown) => {
        // Two at once: the database's own refusal.
        throw refusedLimit(error, parameter.meter);
      });
    await ctx.tx.insert(limitTerms).values(terms);
  }
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "subscription.added",
    subjectKind: "subscription",
    subjectId: id,
    detail: { plan: plan.plans.name, ...(input.mode === "offset" && { billing: "offset" }) },
    topic: "billing",
  });
  return id;
}

type Wanted = { customerId: string; planId: string; validFrom: Date; mode?: BillingMode | undefined };

async function newSubscription(
  ctx: Context,
  { serviceId, versionId }: { serviceId: string; versionId: string },
  wanted: Wanted,
): Promise<string> {
  const { customerId, planId, validFrom, mode = "limit" } = wanted;
  const id = newId("subscription", ctx.now);
  await ctx.tx
    .insert(subscriptions)
    .values({ customerId, id, planId, serviceId, mode, validFrom, createdAt: ctx.now })
    .catch(refuseSameBegin);
  await addVersion(ctx, { customerId, subscriptionId: id, versionId, validFrom });
  return id;
}

/**
 * The customer's subscription to a plan that does not end before a time; it begins then, if it began later. One plan is
 * subscribed to once, and has one fee.
 */
async function joinedSubscription(
  ctx: Context,
  { customerId, planId, validFrom, mode = "limit" }: Wanted,
): Promise<string | null> {
  const [known] = await ctx.tx
    .select({ id: subscriptions.id, validFrom: subscriptions.validFrom, mode: subscriptions.mode })
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.customerId, customerId),
        eq(subscriptions.planId, planId),
        or(isNull(subscriptions.validTo), gt(subscriptions.validTo, validFrom)),
      ),
    )
    .orderBy(subscriptions.validFrom)
    .limit(1);
  if (!known) return null;
  if (known.mode !== mode)
    throw new DomainError(
      "conflict",
      `This customer's subscription to that plan uses ${known.mode} billing. A subscription uses limit billing or offset billing, never both: choose another plan, or end its limits first.`,
    );
  // The new limit has no end yet, so its subscription has none.
  await ctx.tx
    .update(subscriptions)
    .set({ validFrom: validFrom < known.validFrom ? validFrom : known.validFrom, validTo: null })
    .where(and(eq(subscriptions.customerId, customerId), eq(subscriptions.id, known.id)))
    .catch(refuseSameBegin);
  return known.id;
}

/** The database holds one plan of a service for each begin. */
function refuseSameBegin(error: unknown): never {
  if (brokenConstraint(error) !== "subscriptions_service") throw error;
  throw new DomainError(
    "conflict",
    "This customer is subscribed to another plan of the service from that very time. Choose another time, or that plan.",
  );
}
