import { and, eq, lt } from "drizzle-orm";
import { cloudConnections, cloudFlavors } from "@/db/schema";
import type { Context } from "../context";
import type { CloudFlavor } from "./driver";

/** Keeps what a driver told of its flavors; those it no longer names are gone. */
export async function storeInventory(ctx: Context, cloudId: string, flavors: CloudFlavor[]): Promise<void> {
  for (const flavor of flavors) {
    const row = { ...flavor, cloudId, seenAt: ctx.now };
    await ctx.tx
      .insert(cloudFlavors)
      .values(row)
      .onConflictDoUpdate({ target: [cloudFlavors.cloudId, cloudFlavors.flavor, cloudFlavors.image], set: row });
  }
  await ctx.tx.delete(cloudFlavors).where(and(eq(cloudFlavors.cloudId, cloudId), lt(cloudFlavors.seenAt, ctx.now)));
}

/** Where the reading of a cloud's use goes on, and whether the last look failed. */
export async function storePoll(
  ctx: Context,
  cloudId: string,
  outcome: { next: Date } | { error: string },
): Promise<void> {
  const set =
    "next" in outcome
      ? { usageCursor: outcome.next, lastPolledAt: ctx.now, lastError: null, lastErrorAt: null }
      : { lastError: outcome.error, lastErrorAt: ctx.now };
  await ctx.tx.update(cloudConnections).set(set).where(eq(cloudConnections.cloudId, cloudId));
}
