import { and, asc, eq } from "drizzle-orm";
import { clouds, customers, discoveredInstances, hostCloudAccounts } from "@/db/schema";
import type { Context } from "../context";

/** Rows listed, at most. */
const mostListed = 200;

/**
 * Instances that clouds run with this installation's tag and no overflow here accounts for, oldest first, with the
 * customer under whose host-cloud account they run (null: the account is unknown here).
 */
export function discoveredAtClouds(ctx: Context, { cloud }: { cloud?: string } = {}) {
  return ctx.tx
    .select({
      instance: discoveredInstances,
      cloudName: clouds.name,
      colorIndex: clouds.colorIndex,
      customerName: customers.name,
    })
    .from(discoveredInstances)
    .innerJoin(clouds, eq(clouds.id, discoveredInstances.cloudId))
    .leftJoin(
      hostCloudAccounts,
      and(
        eq(hostCloudAccounts.cloudId, discoveredInstances.cloudId),
        eq(hostCloudAccounts.reference, discoveredInstances.account),
      ),
    )
    .leftJoin(customers, eq(customers.id, hostCloudAccounts.customerId))
    .where(cloud ? eq(clouds.slug, cloud) : undefined)
    .orderBy(asc(discoveredInstances.firstSeenAt), asc(discoveredInstances.instanceId))
    .limit(mostListed);
}
export type DiscoveredInstance = Awaited<ReturnType<typeof discoveredAtClouds>>[number];
