import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { usageRecords } from "@/db/schema";
import type { RecordName, SelectedRecords } from "../stored-records";
import { at } from "./narrow-use";

export const u = alias(usageRecords, "u");

/** The longest time of one counter (rules.ts: 32 days): no record that ends later reaches back into a time. */
export const longestSpan = sql`interval '33 days'`;
export const beginOfTick = (instant: SQL): SQL => sql`date_bin('15 minutes', ${instant}, 'epoch')`;

/** Whether a record named `u` is a counter's. */
export const counts = (counters: readonly string[]) => sql`u.meter = any(${sql.param(counters)}::text[])`;
/** A counter's end belongs to what follows: the last instant of its use is the one before. */
export const lastInstant = sql`u.ended_at - interval '1 millisecond'`;
export const firstInstant = sql`least(u.started_at, ${lastInstant})`;

/** Records named `u` whose use overlaps the time. The plain bounds of `ended_at` find them by index and partition. */
export function overlapping({ from, to, counters, meter }: Time): SQL[] {
  const spans = meter === undefined ? counters.length > 0 : counters.includes(meter);
  const [begins, ends] = [from && at(from), to && at(to)];
  const plain = [
    ...(begins ? [sql`u.ended_at >= ${begins}`] : []),
    ...(ends ? [spans ? sql`u.ended_at < ${ends} + ${longestSpan}` : sql`u.ended_at < ${ends}`] : []),
  ];
  if (!spans) return plain;
  const whole = [...(begins ? [sql`u.ended_at > ${begins}`] : []), ...(ends ? [sql`${firstInstant} < ${ends}`] : [])];
  const instant = ends ? [sql`u.ended_at < ${ends}`] : [sql`true`];
  return [...plain, sql`case when ${counts(counters)} then ${conjunction(whole)} else ${conjunction(instant)} end`];
}

export const conjunction = (conditions: SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);

export type Time = { from?: Date; to?: Date; counters: readonly string[]; meter?: string };

/** Each time apart: it finds partitions and index entries. */
function isOneOf(records: readonly RecordName[]): SQL {
  const ends = sql`${sql.param(records.map(({ endedAt }) => endedAt.toISOString()))}::text[]::timestamptz[]`;
  const digests = sql`${sql.param(records.map(({ digest }) => digest))}::uuid[]`;
  return sql`u.ended_at = any(${ends}) and (u.ended_at, u.digest) in (select * from unnest(${ends}, ${digests}))`;
}

/** Which records named `u` are meant, of one customer's. */
export function selecting(query: SelectedRecords): SQL {
  const { cloudId, machineIds, meter, sourceKind, fate, records } = query;
  return conjunction([
    ...(cloudId === undefined ? [] : [sql`${u.cloudId} = ${cloudId}`]),
    ...(machineIds === undefined ? [] : [sql`${u.machineId} = any(${sql.param(machineIds)}::text[])`]),
    ...(meter === undefined ? [] : [sql`${u.meter} = ${meter}`]),
    ...(sourceKind === undefined ? [] : [sql`${u.sourceKind} = ${sourceKind}`]),
    ...(fate === undefined ? [] : [sql`${u.fate} = ${fate}`]),
    ...(records === undefined ? [] : [isOneOf(records)]),
    ...overlapping(query),
  ]);
}
