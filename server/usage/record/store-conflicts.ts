import type { Context } from "../../context";
import type { JudgedRecord, RecordBatch } from "../store/port";
import { usageStore } from "../store/usage-store";
import { conflictDigest } from "./record-identity";

export const conflictReason =
  "A record with this source and id was sent before with other content. The first one stands; give a new record a new id.";

/**
 * Stores records whose identity is taken by other content: listed, never counted. Each has an identity of its own, so
 * that the same conflict sent again is stored once.
 * @returns how many were new
 */
export async function storeConflicts(ctx: Context, batch: RecordBatch): Promise<number> {
  const conflicts = new Map<string, JudgedRecord>();
  for (const record of batch.records) {
    const digest = conflictDigest(batch.customerId, record.digest, record.content);
    const judged = { fate: "conflict" as const, reason: conflictReason, ticks: null };
    conflicts.set(digest, { ...record, ...judged, digest, content: digest });
  }
  const records = [...conflicts.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  return (await usageStore.append(ctx, { ...batch, records })).fresh.size;
}
