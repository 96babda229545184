import { sql } from "drizzle-orm";
import type { Context } from "../../context";
import type { Fate, SourceKind } from "../rules";

/** A record with its fate, as it is stored. */
export type JudgedRecord = {
  digest: string;
  content: string;
  source: string;
  id: string;
  meter: string;
  machineId: string | null;
  cloudId: string;
  subject: string | null;
  overflow: boolean;
  quantity: string;
  start: Date | null;
  at: Date;
  fate: Fate;
  reason: string | null;
  /** What it adds to which tick; empty where it is not counted. */
  shares: { tick: Date; share: string }[];
};

/**
 * Writes keys, records and rollups of one batch by one call of `ingest_usage` (db/migrations/0002_ingest.sql).
 * @param records without doubles, sorted by digest
 * @returns the digests that were new, and those whose key exists with other content
 */
export async function ingestBatch(
  ctx: Context,
  batch: { customerId: string; batchId: string; sourceKind: SourceKind; records: JudgedRecord[] },
): Promise<{ fresh: Set<string>; conflicting: Set<string> }> {
  const { customerId, batchId, sourceKind, records } = batch;
  const shares = records.flatMap((record, index) =>
    record.shares.map((share) => ({ record, index: index + 1, share })),
  );
  const column = <T>(pick: (record: JudgedRecord) => T) => sql.param(records.map(pick));
  const shareColumn = <T>(pick: (entry: (typeof shares)[number]) => T) => sql.param(shares.map(pick));
  // As text: drizzle and postgres.js each have their own idea of arrays of times, decimals and booleans.
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const [row] = await ctx.tx.execute<{ fresh: string[]; conflicting: string[] }>(sql`
    select fresh, conflicting from ingest_usage(
      ${customerId}, ${batchId}, ${sourceKind}, ${iso(ctx.now)}::timestamptz,
      ${column((r) => r.digest)}::uuid[], ${column((r) => r.content)}::uuid[], ${column((r) => r.source)}::text[],
      ${column((r) => r.id)}::text[], ${column((r) => r.meter)}::text[], ${column((r) => r.machineId ?? "")}::text[],
      ${column((r) => r.cloudId)}::text[], ${column((r) => r.subject ?? "")}::text[], ${column((r) => r.quantity)}::text[]::numeric[],
      ${column((r) => iso(r.start))}::text[]::timestamptz[], ${column((r) => iso(r.at))}::text[]::timestamptz[],
      ${column((r) => r.fate)}::text[], ${column((r) => r.reason ?? "")}::text[],
      ${shareColumn((s) => s.index)}::integer[], ${shareColumn((s) => s.record.meter)}::text[],
      ${shareColumn((s) => iso(s.share.tick))}::text[]::timestamptz[], ${shareColumn((s) => s.record.cloudId)}::text[],
      ${shareColumn((s) => s.record.machineId ?? "")}::text[], ${shareColumn((s) => String(s.record.overflow))}::text[]::boolean[],
      ${shareColumn((s) => s.share.share)}::text[]::numeric[], ${shareColumn((s) => iso(s.record.at))}::text[]::timestamptz[])`);
  return { fresh: new Set(row?.fresh), conflicting: new Set(row?.conflicting) };
}
