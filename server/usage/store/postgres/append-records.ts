import { and, eq, sql } from "drizzle-orm";
import { usageKeys } from "@/db/schema";
import type { Context } from "../../../context";
import type { JudgedRecord, RecordBatches } from "../stored-records";
import { reporterOf } from "./reporter";

/**
 * Makes the monthly partitions that are missing and writes keys, records and rollups, by one call of `ingest_usage`
 * (db/migrations/0047_unique-values.sql).
 */
export async function appendRecords(
  ctx: Context,
  { customerId, records }: RecordBatches,
): Promise<{ fresh: Set<string>; conflicting: Set<string> }> {
  if (records.length === 0) return { fresh: new Set(), conflicting: new Set() };
  const batches = [...new Set(records.map(({ batch }) => batch))];
  const places = new Map(batches.map((batch, n) => [batch, n + 1]));
  const column = <T>(pick: (record: (typeof records)[number]) => T) => sql.param(records.map(pick));
  // As text: drizzle and postgres.js each have their own idea of arrays of times, decimals and booleans.
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const [row] = await ctx.tx.execute<{ fresh: string[]; conflicting: string[] }>(sql`
    select fresh, conflicting from ingest_usage(
      ${customerId}, ${iso(ctx.now)}::timestamptz, ${sql.param(batches.map(({ batchId }) => batchId))}::text[],
      ${sql.param(batches.map(({ sourceKind }) => sourceKind))}::text[], ${column((r) => places.get(r.batch) ?? 0)}::integer[],
      ${column((r) => r.digest)}::uuid[], ${column((r) => r.content)}::uuid[], ${column((r) => r.source)}::text[],
      ${column((r) => r.eventId)}::text[], ${column((r) => r.meter)}::text[], ${column(reporterOf)}::text[],
      ${column((r) => r.serviceId ?? "")}::text[],
      ${column((r) => r.cloudId)}::text[], ${column((r) => r.subject ?? "")}::text[], ${column((r) => r.quantity)}::text[]::numeric[],
      ${column((r) => iso(r.startedAt))}::text[]::timestamptz[], ${column((r) => iso(r.endedAt))}::text[]::timestamptz[],
      ${column((r) => r.fate)}::text[], ${column((r) => r.reason ?? "")}::text[],
      ${column((r) => iso(r.ticks?.first ?? null))}::text[]::timestamptz[], ${column((r) => iso(r.ticks?.last ?? null))}::text[]::timestamptz[],
      ${column((r) => String(r.overflow))}::text[]::boolean[], ${valuesOf(records)}::text[])`);
  return { fresh: new Set(row?.fresh), conflicting: new Set(row?.conflicting) };
}

/** The values by record; null where none has one, which is most of the time. */
export const valuesOf = (records: readonly Pick<JudgedRecord, "value">[]) =>
  sql.param(records.some(({ value }) => value !== null) ? records.map(({ value }) => value) : null);

export async function storedContents(
  ctx: Context,
  { customerId, digests }: { customerId: string; digests: readonly string[] },
): Promise<Map<string, string>> {
  if (digests.length === 0) return new Map();
  const rows = await ctx.tx
    .select({ digest: usageKeys.digest, content: usageKeys.contentHash })
    .from(usageKeys)
    .where(and(eq(usageKeys.customerId, customerId), sql`${usageKeys.digest} = any(${sql.param(digests)}::uuid[])`));
  return new Map(rows.map(({ digest, content }) => [digest, content]));
}
