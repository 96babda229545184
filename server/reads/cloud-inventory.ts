import { and, asc, count, eq, isNull } from "drizzle-orm";
import { cloudFlavors, clouds, overflows, resourceReservations } from "@/db/schema";
import { hasCapability } from "../clouds/registry";
import type { Context } from "../context";

export type InventoryRow = typeof cloudFlavors.$inferSelect & {
  cloudName: string;
  cloudSlug: string;
  colorIndex: number;
  /** Whether overflow machines can be made of it: its cloud starts machines. */
  startsMachines: boolean;
  /** Reserved by overflows whose machine is not created yet: the cloud's own figure does not count them. */
  reserved: number;
};

/** Flavors and images of the clouds as last polled, with what overflows have reserved of them. */
export async function cloudInventory(ctx: Context, { cloud }: { cloud?: string }): Promise<InventoryRow[]> {
  const [flavors, held] = await Promise.all([
    ctx.tx
      .select({ flavor: cloudFlavors, cloud: clouds })
      .from(cloudFlavors)
      .innerJoin(clouds, eq(clouds.id, cloudFlavors.cloudId))
      .where(cloud ? eq(clouds.slug, cloud) : undefined)
      .orderBy(
        asc(clouds.createdAt),
        asc(cloudFlavors.pricePerHour),
        asc(cloudFlavors.flavor),
        asc(cloudFlavors.image),
      ),
    ctx.tx
      .select({ cloudId: resourceReservations.cloudId, flavor: resourceReservations.flavor, n: count() })
      .from(resourceReservations)
      .innerJoin(
        overflows,
        and(
          eq(overflows.customerId, resourceReservations.customerId),
          eq(overflows.id, resourceReservations.overflowId),
        ),
      )
      .where(and(isNull(resourceReservations.releasedAt), isNull(overflows.instanceId)))
      .groupBy(resourceReservations.cloudId, resourceReservations.flavor),
  ]);
  return flavors.map((row) => ({
    ...row.flavor,
    cloudName: row.cloud.name,
    cloudSlug: row.cloud.slug,
    colorIndex: row.cloud.colorIndex,
    startsMachines: hasCapability(row.cloud.driver, "machines"),
    reserved: held.find((one) => one.cloudId === row.cloud.id && one.flavor === row.flavor.flavor)?.n ?? 0,
  }));
}
