import { and, eq, sql } from "drizzle-orm";
import { billingEvents, clouds, machines, overflows } from "@/db/schema";
import type { Context } from "../context";
import type { LineFacts } from "../money/draft-statement";
import { cloudKey } from "./cloud-key";
import type { Split } from "./engine/types";
import type { Parameter } from "./parameters";

/**
 * The names and figures that a charge's statement line stores, as they are now.
 * @param split the window's; null for a line of several windows
 */
export async function lineFacts(
  ctx: Context,
  parameter: Parameter,
  billingEventId: string | null,
  limit: string | null,
  split: Split | null,
): Promise<LineFacts> {
  const { engine } = parameter;
  return {
    meterName: parameter.meterName,
    unit: parameter.unit,
    decimals: parameter.decimals,
    aggregation: parameter.meterAggregation,
    placement: engine.placement,
    ...(billingEventId ? await eventFacts(ctx, parameter.customerId, billingEventId) : withoutEvent),
    limit,
    scopeCloudName: parameter.scopeCloudName,
    billingFactor: engine.billingFactor,
    covers: parameter.covers,
    billingStep: engine.billingStep,
    mode: "limit",
    used: split?.use ?? null,
    covered: split?.covered ?? null,
    overflow: split?.overflow ?? null,
    excess: split?.excess ?? null,
    useByCloud: Object.fromEntries(
      (split?.byCloud ?? []).map(({ cloudId, ordinary, carried }) => [cloudKey(cloudId), { ordinary, carried }]),
    ),
  };
}

const withoutEvent = {
  eventNumber: null,
  eventOrdinal: null,
  cloudId: null,
  cloudName: null,
  cloudColorIndex: null,
  firstMachineName: null,
  overflowMachineName: null,
};

/** What the event names: its cloud, its first machine and the machine that answers it, once that has a name. */
async function eventFacts(ctx: Context, customerId: string, billingEventId: string) {
  const [event] = await ctx.tx
    .select({
      eventNumber: billingEvents.number,
      eventOrdinal: billingEvents.ordinal,
      cloudId: clouds.id,
      cloudName: clouds.name,
      cloudColorIndex: clouds.colorIndex,
      firstMachineName: sql<string | null>`coalesce(${machines.hostname}, ${machines.serial}, ${machines.id})`,
      overflowMachineName: sql<string | null>`${overflows.machineOrder} ->> 'name'`,
    })
    .from(billingEvents)
    .leftJoin(clouds, eq(clouds.id, billingEvents.cloudId))
    .leftJoin(
      machines,
      and(eq(machines.customerId, billingEvents.customerId), eq(machines.id, billingEvents.firstMachineId)),
    )
    .leftJoin(
      overflows,
      and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
    )
    .where(and(eq(billingEvents.customerId, customerId), eq(billingEvents.id, billingEventId)));
  return event ?? withoutEvent;
}
