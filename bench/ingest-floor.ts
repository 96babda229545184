import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { UsageInput } from "@/server/usage/input";
import { contentHash, identityDigest } from "@/server/usage/record/record-identity";
import { now, type World } from "./world";

const columns = [
  ...["customer_id", "digest", "content_hash", "source", "event_id", "source_kind", "meter", "machine_id", "cloud_id"],
  ...["subject", "quantity", "started_at", "ended_at", "fate", "reason", "batch_id", "received_at"],
];

/**
 * One plain table for each way to write, with the columns of a usage record and the indexes that recording has: the
 * identity for ever, and a customer's records by time. No policies, no partitions, no rollups, nothing worked out.
 */
export async function floorTables({ bare }: World) {
  for (const table of ["floor_insert", "floor_copy"]) {
    await bare.unsafe(`create table ${table} (like usage_records including defaults)`);
    await bare.unsafe(`alter table ${table} add column content_hash uuid not null`);
    await bare.unsafe(`alter table ${table} add primary key (customer_id, digest)`);
    await bare.unsafe(`create index on ${table} (customer_id, ended_at)`);
  }
  const types = await bare`
    select attname, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = 'floor_insert'::regclass and attnum > 0`;
  const typeOf = new Map(types.map(({ attname, type }) => [attname as string, type as string]));
  const list = columns.map((name, n) => `$${n + 1}::text[]::${typeOf.get(name)}[]`).join(", ");
  const statement = `insert into floor_insert (${columns.join(", ")}) select * from unnest(${list}) on conflict do nothing`;
  return {
    /** Everything worked out beforehand, column by column. */
    rowsOf: (customerId: string, records: UsageInput[]): (string | null)[][] => {
      const rows = records.map((record) => rowOf(customerId, record));
      return columns.map((_, n) => rows.map((row) => row[n] ?? null));
    },
    textOf: (customerId: string, records: UsageInput[]): string =>
      records
        .map(
          (record) =>
            `${rowOf(customerId, record)
              .map((value) => value ?? "\\N")
              .join("\t")}\n`,
        )
        .join(""),
    /** One statement, one transaction, prepared once per connection. */
    insert: (rows: (string | null)[][]) => bare.unsafe(statement, rows as never[], { prepare: true }),
    copy: async (text: string) => {
      const target = await bare.unsafe(`copy floor_copy (${columns.join(", ")}) from stdin`).writable();
      await pipeline(Readable.from([Buffer.from(text)]), target);
    },
  };
}

/** A record as it would be stored, in the order of the columns. */
function rowOf(customerId: string, record: UsageInput): (string | null)[] {
  const digest = identityDigest(customerId, record.source, record.id);
  return [
    ...[customerId, digest, contentHash(record), record.source, record.id, "program", record.meter, record.subject],
    ...["cld_bench", record.subject, record.quantity, null, record.at.toISOString(), "counted", null],
    ...["ubat_bench", now.toISOString()],
  ];
}
