import { and, eq } from "drizzle-orm";
import {
  customers,
  type meterAggregations,
  meters,
  referenceShares,
  services,
  subscriptionParameters,
  subscriptions,
} from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { SubscriptionParameters } from "./engine/types";

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
  timeZone: string;
  anchorDay: number;
  currency: string;
  creditLimitMinor: bigint;
  unit: string;
  meterName: string;
  decimals: number;
  meterAggregation: (typeof meterAggregations)[number];
  overflowMachinesMax: number;
  costCapMinor: bigint | null;
  answerMinutes: number;
  engine: SubscriptionParameters;
};

/** Reads one subscription parameter for the engine. @throws not_found */
export async function parameterById(
  ctx: Context,
  input: { customerId: string; parameterId: string },
): Promise<Parameter> {
  const [row] = await ctx.tx
    .select({
      parameter: subscriptionParameters,
      subscription: subscriptions,
      service: services,
      customer: customers,
      meter: meters,
    })
    .from(subscriptionParameters)
    .innerJoin(
      subscriptions,
      and(
        eq(subscriptions.customerId, subscriptionParameters.customerId),
        eq(subscriptions.id, subscriptionParameters.subscriptionId),
      ),
    )
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .innerJoin(customers, eq(customers.id, subscriptionParameters.customerId))
    .innerJoin(meters, eq(meters.slug, subscriptionParameters.meter))
    .where(
      and(eq(subscriptionParameters.customerId, input.customerId), eq(subscriptionParameters.id, input.parameterId)),
    );
  if (!row) throw notFound("subscription parameter", input.parameterId);
  const { parameter, subscription, service, customer, meter } = row;
  const shares = await ctx.tx
    .select()
    .from(referenceShares)
    .where(and(eq(referenceShares.customerId, input.customerId), eq(referenceShares.parameterId, input.parameterId)));
  return {
    id: parameter.id,
    customerId: customer.id,
    customerName: customer.name,
    subscriptionId: subscription.id,
    serviceId: service.id,
    serviceSlug: service.slug,
    serviceName: service.name,
    carriesMeter: service.overflowMeter === parameter.meter,
    timeZone: customer.timeZone,
    anchorDay: parameter.anchorDay,
    currency: customer.currency,
    creditLimitMinor: customer.creditLimitMinor,
    unit: meter.unit,
    meterName: meter.name,
    decimals: meter.decimals,
    meterAggregation: meter.aggregation,
    overflowMachinesMax: parameter.overflowMachinesMax,
    costCapMinor: parameter.costCapMinor,
    answerMinutes: parameter.answerMinutes,
    engine: {
      meter: parameter.meter,
      unit: meter.unit,
      aggregation: engineAggregation(meter.aggregation),
      period: parameter.period,
      limit: parameter.limit,
      scope: parameter.scopeCloudId ? { cloudId: parameter.scopeCloudId } : "aggregate",
      thresholdPercent: parameter.thresholdPercent,
      overRate: parameter.overRate,
      underCredit: parameter.underCredit ?? "0",
      currency: customer.currency,
      billingFactor: parameter.billingFactor,
      billingStep: parameter.billingStep,
      referenceShares: Object.fromEntries(shares.map(({ cloudId, share }) => [cloudId, share])),
      mode: subscription.mode,
      placement: parameter.placement,
      overflowPolicy: parameter.overflowPolicy,
    },
  };
}

/** A unique count is judged at its highest, as a maximum. */
function engineAggregation(aggregation: Parameter["meterAggregation"]): SubscriptionParameters["aggregation"] {
  return aggregation === "unique" ? "max" : aggregation;
}
