import { and, eq, lt } from "drizzle-orm";
import { discoveredInstances } from "@/db/schema";
import type { Context } from "../context";
import type { CloudMachine } from "./driver";
import type { DiscoveryReason } from "./states";

export type Discovered = { machine: CloudMachine; reason: DiscoveryReason };

/** Stores the instances that one cloud runs and nothing here accounts for; those that are gone are deleted. */
export async function storeDiscovered(ctx: Context, cloudId: string, found: readonly Discovered[]): Promise<void> {
  for (const { machine, reason } of found) {
    const { name, account, flavor, state } = machine;
    const set = { name, account, flavor, state, reason, seenAt: ctx.now };
    await ctx.tx
      .insert(discoveredInstances)
      .values({ ...set, cloudId, instanceId: machine.id, firstSeenAt: ctx.now })
      .onConflictDoUpdate({ target: [discoveredInstances.cloudId, discoveredInstances.instanceId], set });
  }
  await ctx.tx
    .delete(discoveredInstances)
    .where(and(eq(discoveredInstances.cloudId, cloudId), lt(discoveredInstances.seenAt, ctx.now)));
}
