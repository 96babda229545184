import { and, asc, count, eq, isNull } from "drizzle-orm";
import { cloudFlavors, clouds, overflows, resourceReservations } from "@/db/schema";
import type { Context } from "../context";

export type InventoryRow = typeof cloudFlavors.$inferSelect & {
  cloudName: string;
  cloudSlug: string;
  colorIndex: number;
  startsMachines: boolean;
  /** Reserved by overflows whose machine the cloud has not created yet: its own figure does not know of them. */
  reserved: number;
};

/** Flavors and images of the clouds as their drivers last told, with what overflows hold of them. */
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
    startsMachines: row.cloud.startsMachines,
    reserved: held.find((one) => one.cloudId === row.cloud.id && one.flavor === row.flavor.flavor)?.n ?? 0,
  }));
}
