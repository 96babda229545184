import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import {
  type Cover,
  clouds,
  customers,
  limitTerms,
  type meterAggregations,
  type meterKinds,
  meters,
  services,
  subscriptionParameters,
  subscriptions,
} from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { BillingZone } from "../periods";
import { readExact } from "../quantity";
import type { StackedLimit, SubscriptionParameters } from "./engine/types";
import { type LimitTerms, ofItsSubscription, onTick, termsAt } from "./limit-terms";
import type { BillingMode } from "./states";

/** Everything about one limit: the engine's parameters and what the verbs need besides. */
export type Parameter = {
  id: string;
  customerId: string;
  customerName: string;
  subscriptionId: string;
  serviceId: string;
  serviceSlug: string;
  serviceName: string;
  /** Whether machines of this service can take the meter's work over. */
  carriesMeter: boolean;
  /** The customer's. */
  zone: BillingZone;
  anchorDay: number;
  currency: string;
  creditLimitMinor: bigint;
  unit: string;
  meterName: string;
  decimals: number;
  meterAggregation: (typeof meterAggregations)[number];
  /** The one cloud whose use the limit counts; null: all clouds. */
  scopeCloudName: string | null;
  /** Included on top of the limit in the window. */
  covers: Cover[];
  meterKind: (typeof meterKinds)[number];
  /** What it allows now, in the meter's unit; null = not known. */
  limit: string | null;
  overflowMachinesMax: number;
  costCapMinor: bigint | null;
  answerMinutes: number;
  engine: SubscriptionParameters;
};

/** A window of a limit: rates, step, covers and reference shares are those in force when it begins. */
type LimitWindow = { customerId: string; parameterId: string; windowStart: Date };

/**
 * Reads one limit for the engine, with the other limits of its meter. Rates, step, covers and reference shares are
 * those in force when the window begins, everything else is as it is now.
 * @throws not_found
 */
export async function parameterById(ctx: Context, window: LimitWindow): Promise<Parameter> {
  const [parameter] = await parametersOf(ctx, [window]);
  if (!parameter) throw notFound("limit with its terms", window.parameterId);
  return parameter;
}

/** The same of many windows, in their order; null for a limit that is not there. Two statements. */
export async function parametersOf(ctx: Context, windows: readonly LimitWindow[]): Promise<(Parameter | null)[]> {
  const named = limitsNamed(windows);
  const [found, limits] = await Promise.all([
    ctx.tx
      .select({
        parameter: subscriptionParameters,
        subscription: subscriptions,
        service: services,
        customer: customers,
        meter: meters,
        scopeCloudName: clouds.name,
      })
      .from(subscriptionParameters)
      .innerJoin(subscriptions, ofItsSubscription)
      .innerJoin(services, eq(services.id, subscriptions.serviceId))
      .innerJoin(customers, eq(customers.id, subscriptionParameters.customerId))
      .innerJoin(meters, eq(meters.slug, subscriptionParameters.meter))
      .leftJoin(clouds, eq(clouds.id, subscriptionParameters.scopeCloudId))
      .where(sql`(${subscriptionParameters.customerId}, ${subscriptionParameters.id}) in (${named})`),
    limitsWith(
      ctx,
      sql`(${subscriptionParameters.customerId}, ${subscriptionParameters.meter}) in (
        select o.customer_id, o.meter from ${subscriptionParameters} o where (o.customer_id, o.id) in (${named}))`,
    ),
  ]);
  const rows = new Map(found.map((row) => [keyOf(row.parameter.customerId, row.parameter.id), row]));
  const stacks = new Map<string, LimitWithTerms[]>();
  for (const one of limits) {
    const key = keyOf(one.limit.customerId, one.limit.meter);
    const stack = stacks.get(key);
    if (stack) stack.push(one);
    else stacks.set(key, [one]);
  }
  return windows.map(({ customerId, parameterId, windowStart }) => {
    const row = rows.get(keyOf(customerId, parameterId));
    if (!row) return null;
    const stack = stacks.get(keyOf(customerId, row.parameter.meter)) ?? [];
    const versions = stack.find(({ limit }) => limit.id === parameterId)?.terms ?? [];
    return parameterFrom(row, stack, [termsAt(versions, ctx.now), termsAt(versions, windowStart)]);
  });
}

const keyOf = (customerId: string, name: string) => `${customerId} ${name}`;

/** The limits of windows as a subquery of their customers and ids. */
const limitsNamed = (windows: readonly LimitWindow[]): SQL =>
  sql`select * from unnest(${sql.param(windows.map(({ customerId }) => customerId))}::text[],
                           ${sql.param(windows.map(({ parameterId }) => parameterId))}::text[])`;

type Row = {
  parameter: typeof subscriptionParameters.$inferSelect;
  subscription: typeof subscriptions.$inferSelect;
  service: typeof services.$inferSelect;
  customer: typeof customers.$inferSelect;
  meter: typeof meters.$inferSelect;
  scopeCloudName: string | null;
};

/** null where the limit has no terms at one of the times. */
function parameterFrom(
  row: Row,
  limits: LimitWithTerms[],
  [now, atStart]: [LimitTerms | undefined, LimitTerms | undefined],
): Parameter | null {
  const { parameter, subscription, service, customer, meter } = row;
  if (!now || !atStart) return null;
  return {
    id: parameter.id,
    customerId: customer.id,
    customerName: customer.name,
    subscriptionId: subscription.id,
    serviceId: service.id,
    serviceSlug: service.slug,
    serviceName: service.name,
    carriesMeter: service.overflowMeter === parameter.meter,
    zone: { timeZone: customer.timeZone, earlier: customer.earlierZones },
    anchorDay: parameter.anchorDay,
    currency: customer.currency,
    creditLimitMinor: customer.creditLimitMinor,
    unit: meter.unit,
    meterName: meter.name,
    decimals: meter.decimals,
    meterAggregation: meter.aggregation,
    scopeCloudName: row.scopeCloudName,
    covers: atStart.covers,
    meterKind: meter.kind,
    limit: now.limit,
    overflowMachinesMax: now.overflowMachinesMax,
    costCapMinor: now.costCapMinor,
    answerMinutes: now.answerMinutes,
    engine: {
      id: parameter.id,
      stack: limits.map(stacked),
      meter: parameter.meter,
      unit: meter.unit,
      aggregation: engineAggregation(meter.aggregation),
      period: parameter.period,
      scope: scopeOf(parameter),
      thresholdPercent: now.thresholdPercent,
      overRate: atStart.overRate,
      underCredit: atStart.underCredit,
      currency: customer.currency,
      billingFactor: parameter.billingFactor,
      billingStep: atStart.billingStep,
      referenceShares: atStart.referenceShares,
      mode: subscription.mode,
      placement: parameter.placement,
      overflowPolicy: now.overflowPolicy,
    },
  };
}

/** The one cloud whose use a limit counts; null: all clouds. */
export const scopeIdOf = ({ engine: { scope } }: Pick<Parameter, "engine">): string | null =>
  scope === "aggregate" ? null : scope.cloudId;

/** What a limit bills in: units of the meter, unless it has a billing factor. */
export const billedUnit = ({ unit, engine }: Pick<Parameter, "unit" | "engine">): string =>
  readExact(engine.billingFactor).eq(1) ? unit : "billing units";

/**
 * Holds limits as they are until the transaction ends: what they count by must not change between judging and charging.
 * To be called after their standings are locked.
 */
export async function holdLimits({ tx }: Context, windows: readonly LimitWindow[]): Promise<void> {
  await tx
    .select({ id: subscriptionParameters.id })
    .from(subscriptionParameters)
    .where(sql`(${subscriptionParameters.customerId}, ${subscriptionParameters.id}) in (${limitsNamed(windows)})`)
    .for("key share");
}

type LimitRow = typeof subscriptionParameters.$inferSelect;

/** A limit with its terms, oldest first. */
export type LimitWithTerms = { limit: LimitRow; mode: BillingMode; terms: LimitTerms[] };

/** All limits of a customer's meter with their terms, in the order in which they are used up (docs/rules.md 4.10). */
export async function limitsOfMeter(
  ctx: Context,
  { customerId, meter }: { customerId: string; meter: string },
): Promise<LimitWithTerms[]> {
  return limitsWith(
    ctx,
    and(eq(subscriptionParameters.customerId, customerId), eq(subscriptionParameters.meter, meter)),
  );
}

/** Limits with their terms: those of a meter stand together, in the order in which they are used up. */
async function limitsWith(ctx: Context, which: SQL | undefined): Promise<LimitWithTerms[]> {
  const rows = await ctx.tx
    .select({ limit: subscriptionParameters, mode: subscriptions.mode, terms: limitTerms })
    .from(subscriptionParameters)
    .innerJoin(subscriptions, ofItsSubscription)
    .innerJoin(
      limitTerms,
      and(
        eq(limitTerms.customerId, subscriptionParameters.customerId),
        eq(limitTerms.parameterId, subscriptionParameters.id),
      ),
    )
    .where(which)
    .orderBy(asc(subscriptionParameters.validFrom), asc(subscriptionParameters.id), asc(limitTerms.validFrom));
  const limits: LimitWithTerms[] = [];
  for (const { limit, mode, terms } of rows) {
    const known = limits.at(-1);
    if (known?.limit.id === limit.id) known.terms.push(terms);
    else limits.push({ limit, mode, terms: [terms] });
  }
  return limits;
}

/** A limit as the engine takes it. */
const stacked = ({ limit, terms }: LimitWithTerms): StackedLimit => ({
  id: limit.id,
  scope: scopeOf(limit),
  from: onTick(limit.validFrom),
  to: limit.validTo && onTick(limit.validTo),
  terms: terms.map((one) => ({ from: onTick(one.validFrom), limit: one.limit })),
});

/** Whose use a limit counts, as the engine takes it. */
export const scopeOf = ({ scopeCloudId }: { scopeCloudId?: string | null }): StackedLimit["scope"] =>
  scopeCloudId ? { cloudId: scopeCloudId } : "aggregate";

/** Each value of a unique count is used once, where it was first seen: they add up as a counter's use does. */
function engineAggregation(aggregation: Parameter["meterAggregation"]): SubscriptionParameters["aggregation"] {
  return aggregation === "unique" ? "sum" : aggregation;
}
