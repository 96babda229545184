import { and, eq, lt } from "drizzle-orm";
import { cloudConnections, cloudFlavors } from "@/db/schema";
import type { Context } from "../context";
import type { CloudFlavor } from "./driver";

/** Stores the flavors that a cloud names now; those it no longer names are deleted. */
export async function storeInventory(ctx: Context, cloudId: string, flavors: CloudFlavor[]): Promise<void> {
  for (const { price, ...flavor } of flavors) {
    const row = {
      ...flavor,
      pricePerHour: price?.amount ?? null,
      currency: price?.currency ?? null,
      cloudId,
      seenAt: ctx.now,
    };
    await ctx.tx
      .insert(cloudFlavors)
      .values(row)
      .onConflictDoUpdate({ target: [cloudFlavors.cloudId, cloudFlavors.flavor, cloudFlavors.image], set: row });
  }
  await ctx.tx.delete(cloudFlavors).where(and(eq(cloudFlavors.cloudId, cloudId), lt(cloudFlavors.seenAt, ctx.now)));
}

/** The cloud has refused an instance of this flavor for want of capacity: none is free until its next poll. */
export async function markFlavorFull(ctx: Context, { cloudId, flavor }: { cloudId: string; flavor: string }) {
  await ctx.tx
    .update(cloudFlavors)
    .set({ capacity: 0 })
    .where(and(eq(cloudFlavors.cloudId, cloudId), eq(cloudFlavors.flavor, flavor)));
}

/**
 * Stores what came of a poll: the cursor from which the cloud's use is read on (null leaves it as it is), or why it
 * failed.
 */
export async function storePoll(
  ctx: Context,
  cloudId: string,
  outcome: { next: string | null } | { error: string },
): Promise<void> {
  const set =
    "error" in outcome
      ? { lastError: outcome.error, lastErrorAt: ctx.now }
      : {
          ...(outcome.next === null ? {} : { usageCursor: outcome.next }),
          lastPolledAt: ctx.now,
          lastError: null,
          lastErrorAt: null,
        };
  await ctx.tx.update(cloudConnections).set(set).where(eq(cloudConnections.cloudId, cloudId));
}
