import { and, count, eq, isNull } from "drizzle-orm";
import { overflows, resourceReservations, type VirtualResource } from "@/db/schema";
import { listFlavors } from "../clouds/queries";
import type { Context } from "../context";
import { identifyResource, type Need } from "./virtual-resource";

/**
 * Identifies a virtual resource in the clouds' inventory as last polled, without the capacity that is reserved and
 * not created yet.
 */
export async function chooseResource(
  ctx: Context,
  need: Need,
): Promise<{ resource: VirtualResource | null; refused: VirtualResource["refused"] }> {
  const [flavors, reserved] = [await listFlavors(ctx), await reservedNotCreated(ctx)];
  const offers = flavors.map((flavor) => ({
    ...flavor,
    free: flavor.capacity - (reserved.get(`${flavor.cloudId} ${flavor.flavor}`) ?? 0),
  }));
  return identifyResource(offers, need);
}

/** Capacity the cloud cannot know of yet: reserved here, no instance created. */
async function reservedNotCreated(ctx: Context): Promise<Map<string, number>> {
  const rows = await ctx.tx
    .select({ cloudId: resourceReservations.cloudId, flavor: resourceReservations.flavor, n: count() })
    .from(resourceReservations)
    .innerJoin(
      overflows,
      and(eq(overflows.customerId, resourceReservations.customerId), eq(overflows.id, resourceReservations.overflowId)),
    )
    .where(and(isNull(resourceReservations.releasedAt), isNull(overflows.instanceId)))
    .groupBy(resourceReservations.cloudId, resourceReservations.flavor);
  return new Map(rows.map(({ cloudId, flavor, n }) => [`${cloudId} ${flavor}`, n]));
}
