import type { Context } from "../../context";
import type { RecordBatches } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { conflictDigest } from "./record-identity";

export const conflictReason =
  "A record with this source and id was sent before with other content. The first one stands; give a new record a new id.";

/**
 * Stores records whose identity is taken by other content: listed, never counted. Each has an identity of its own, so
 * that the same conflict sent again is stored once.
 * @returns the batches in which one was new
 */
export async function storeConflicts(ctx: Context, of: RecordBatches): Promise<string[]> {
  const conflicts = new Map<string, RecordBatches["records"][number]>();
  for (const record of of.records) {
    const digest = conflictDigest(of.customerId, record.digest, record.content);
    const judged = { fate: "conflict" as const, reason: conflictReason, ticks: null };
    if (!conflicts.has(digest)) conflicts.set(digest, { ...record, ...judged, digest, content: digest });
  }
  const records = [...conflicts.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  const { fresh } = await usageStore.append(ctx, { ...of, records });
  return records.filter(({ digest }) => fresh.has(digest)).map(({ batch }) => batch.batchId);
}
