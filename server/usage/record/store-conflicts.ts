import { usageKeys, usageRecords } from "@/db/schema";
import type { Context } from "../../context";
import type { SourceKind } from "../rules";
import type { JudgedRecord } from "./ingest-batch";
import { conflictDigest } from "./record-identity";

/**
 * Stores records whose identity is taken by other content: listed, never counted. The same conflict sent again is
 * stored once.
 * @returns how many were stored anew
 */
export async function keepConflicts(
  ctx: Context,
  batch: { customerId: string; batchId: string; sourceKind: SourceKind; records: JudgedRecord[] },
): Promise<number> {
  const { customerId, batchId, sourceKind } = batch;
  const own = new Map(
    batch.records.map((record) => [conflictDigest(customerId, record.digest, record.content), record] as const),
  );
  if (own.size === 0) return 0;
  const written = await ctx.tx
    .insert(usageKeys)
    .values([...own.keys()].sort().map((digest) => ({ customerId, digest, contentHash: digest, receivedAt: ctx.now })))
    .onConflictDoNothing()
    .returning({ digest: usageKeys.digest });
  const rows = written.flatMap(({ digest }) => {
    const record = own.get(digest);
    if (!record) return [];
    return {
      customerId,
      digest,
      source: record.source,
      eventId: record.id,
      sourceKind,
      meter: record.meter,
      machineId: record.machineId,
      cloudId: record.cloudId,
      subject: record.subject,
      quantity: record.quantity,
      startedAt: record.start,
      endedAt: record.at,
      fate: "conflict" as const,
      reason: conflictReason,
      batchId,
      receivedAt: ctx.now,
    };
  });
  if (rows.length > 0) await ctx.tx.insert(usageRecords).values(rows);
  return rows.length;
}

export const conflictReason =
  "A record with this source and id was sent before with other content. The first one stands; give a new record a new id.";
