import { sql } from "drizzle-orm";
import { usageKeys } from "@/db/schema";
import type { Context } from "../../../context";
import { stacked } from "../../../stacked";
import type { Appended, JudgedRecord, RecordBatches } from "../stored-records";
import { reporterOf } from "./reporter";

/**
 * Makes the monthly partitions that are missing and writes keys, records and rollups, customer by customer, by calls of
 * `ingest_usage` (db/migrations/0053_dimensions.sql) in one statement.
 */
export async function appendTogether(ctx: Context, of: readonly RecordBatches[]): Promise<Appended[]> {
  const some = of.filter(({ records }) => records.length > 0);
  if (some.length === 0) return of.map(() => ({ fresh: new Set(), conflicting: new Set() }));
  const { all: records, first, last } = stacked(some.map((one) => one.records));
  const batches = [...new Set(records.map(({ batch }) => batch))];
  const places = new Map(batches.map((batch, n) => [batch, n + 1]));
  // As text: drizzle and postgres.js each have their own idea of arrays of times, decimals and booleans.
  const column = (pick: (record: (typeof records)[number]) => string | number | null, type: string) =>
    sql`(${sql.param(records.map(pick))}::text[])[u.a:u.z]::${sql.raw(type)}[]`;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const rows = await ctx.tx.execute<{ customer: string; fresh: string[]; conflicting: string[] }>(sql`
    select u.customer, i.fresh, i.conflicting
      from unnest(${sql.param(some.map(({ customerId }) => customerId))}::text[], ${sql.param(first)}::integer[],
                  ${sql.param(last)}::integer[]) as u (customer, a, z),
           lateral ingest_usage(
      for_customer(u.customer), ${iso(ctx.now)}::timestamptz, ${sql.param(batches.map(({ batchId }) => batchId))}::text[],
      ${sql.param(batches.map(({ sourceKind }) => sourceKind))}::text[], ${column((r) => places.get(r.batch) ?? 0, "integer")},
      ${column((r) => r.digest, "uuid")}, ${column((r) => r.content, "uuid")}, ${column((r) => r.source, "text")},
      ${column((r) => r.eventId, "text")}, ${column((r) => r.meter, "text")}, ${column(reporterOf, "text")},
      ${column((r) => r.serviceId ?? "", "text")},
      ${column((r) => r.cloudId, "text")}, ${column((r) => r.subject ?? "", "text")}, ${column((r) => r.quantity, "numeric")},
      ${column((r) => iso(r.startedAt), "timestamptz")}, ${column((r) => iso(r.endedAt), "timestamptz")},
      ${column((r) => r.fate, "text")}, ${column((r) => r.reason ?? "", "text")},
      ${column((r) => iso(r.ticks?.first ?? null), "timestamptz")}, ${column((r) => iso(r.ticks?.last ?? null), "timestamptz")},
      ${column((r) => String(r.overflow), "boolean")}, (${valuesOf(records)}::text[])[u.a:u.z],
      (${dimensionsOf(records)}::text[])[u.a:u.z], (${declaredOf(records)}::text[])[u.a:u.z]) i`);
  const answers = new Map(rows.map((row) => [row.customer, row]));
  return of.map(({ customerId }) => {
    const row = answers.get(customerId);
    return { fresh: new Set(row?.fresh), conflicting: new Set(row?.conflicting) };
  });
}

/** The same of one customer. */
export async function appendRecords(ctx: Context, of: RecordBatches): Promise<Appended> {
  const [appended] = await appendTogether(ctx, [of]);
  return appended ?? { fresh: new Set(), conflicting: new Set() };
}

/** The values by record; null where none has one, which is most of the time. */
export const valuesOf = (records: readonly Pick<JudgedRecord, "value">[]) =>
  sql.param(records.some(({ value }) => value !== null) ? records.map(({ value }) => value) : null);

const dimensionsOf = (records: readonly Pick<JudgedRecord, "dimensions">[]) =>
  textsOf(records.map(({ dimensions }) => dimensions));

/** The declared dimensions by record, as JSON; null where none has any, which is most of the time. */
export const declaredOf = (records: readonly Pick<JudgedRecord, "declared">[]) =>
  textsOf(records.map(({ declared }) => declared));

const textsOf = (named: readonly (Record<string, string> | null)[]) =>
  sql.param(named.some((one) => one !== null) ? named.map((one) => one && JSON.stringify(one)) : null);

export async function storedContents(
  ctx: Context,
  { customerId, digests }: { customerId: string; digests: readonly string[] },
): Promise<Map<string, string>> {
  if (digests.length === 0) return new Map();
  // One by one: by a plan that takes no index, `any` of thousands would compare every key with each of them.
  const rows = await ctx.tx.execute<{ digest: string; content: string }>(sql`
    select k.digest, k.content_hash as content
      from unnest(${sql.param(digests)}::uuid[]) as asked (digest)
     cross join lateral (select * from ${usageKeys} u
                          where u.customer_id = ${customerId} and u.digest = asked.digest limit 1) k`);
  return new Map(rows.map(({ digest, content }) => [digest, content]));
}
