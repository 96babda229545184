import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { usageKeys, usageRecords } from "@/db/schema";
import type { Context } from "../../../context";
import { type Page, pageOf, type Sort } from "../../../pagination";
import type { Fate } from "../../states";
import type { DecidedRecord, SetAsideQuery, StoredRecord } from "../stored-records";
import { declaredOf, valuesOf } from "./append-records";
import { u } from "./narrow-records";
import { reporterOf } from "./reporter";

/** As the index usage_records_set_aside has it. */
const isSetAside = sql`${usageRecords.fate} = 'set_aside'`;

const longestWaiting: Sort = {
  name: "waiting",
  keys: [
    { by: usageRecords.receivedAt, as: "timestamptz" },
    { by: usageRecords.digest, as: "uuid" },
  ],
  descending: false,
};

export function pageOfSetAside(ctx: Context, query: SetAsideQuery): Promise<Page<StoredRecord>> {
  const { customerId } = query;
  const ofCustomer = customerId === undefined ? undefined : eq(usageRecords.customerId, customerId);
  return pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: longestWaiting,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(usageRecords), place })
        .from(usageRecords)
        .where(and(isSetAside, ofCustomer, after))
        .orderBy(order)
        .limit(limit),
  });
}

/**
 * The identity says when it came, which is where its index begins: one look at each month's, however much waits.
 */
export async function oneSetAside(
  ctx: Context,
  { customerId, digest }: { customerId: string; digest: string },
): Promise<StoredRecord | null> {
  const came = ctx.tx
    .select({ at: usageKeys.receivedAt })
    .from(usageKeys)
    .where(and(eq(usageKeys.customerId, customerId), eq(usageKeys.digest, digest)));
  const [found] = await ctx.tx
    .select()
    .from(usageRecords)
    .where(
      and(
        isSetAside,
        eq(usageRecords.customerId, customerId),
        sql`${usageRecords.receivedAt} = (${came})`,
        eq(usageRecords.digest, digest),
      ),
    );
  return found ?? null;
}

/** Each as one alone, in the order of their digests. */
export async function setAsideNamed(
  ctx: Context,
  { customerId, digests }: { customerId: string; digests: readonly string[] },
): Promise<StoredRecord[]> {
  const record = ctx.tx
    .select()
    .from(u)
    .where(
      sql`${u.fate} = 'set_aside' and ${u.customerId} = ${customerId} and ${u.receivedAt} = k.received_at and ${u.digest} = k.digest`,
    )
    .limit(1)
    .for("update")
    .as("record");
  return ctx.tx
    .select({ ...record._.selectedFields })
    .from(
      sql`unnest(${sql.param([...new Set(digests)].sort())}::uuid[]) as asked (digest)
        cross join lateral (select * from usage_keys o where o.customer_id = ${customerId} and o.digest = asked.digest limit 1) as k`,
    )
    .crossJoinLateral(record);
}

/** The ticks are written as for records that come: by `count_usage` (db/migrations/0053_dimensions.sql). */
export async function decideRecords(
  ctx: Context,
  { customerId, was, records }: { customerId: string; was: Fate; records: readonly DecidedRecord[] },
): Promise<void> {
  if (records.length === 0) return;
  const column = <T>(pick: (record: DecidedRecord) => T) => sql.param(records.map(pick));
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const ends = sql`${column((r) => iso(r.endedAt))}::text[]::timestamptz[]`;
  await ctx.tx.execute(sql`
    update usage_records r set fate = d.fate, reason = nullif(d.reason, '')
      from unnest(${column((r) => r.digest)}::uuid[], ${ends}, ${column((r) => r.fate)}::text[],
                  ${column((r) => r.reason ?? "")}::text[]) as d (digest, ended, fate, reason)
     where r.customer_id = ${customerId} and r.digest = d.digest and r.ended_at = d.ended and r.fate = ${was}`);
  await ctx.tx.execute(sql`
    select count_usage(
      ${customerId}, ${column((r) => r.meter)}::text[], ${column(reporterOf)}::text[],
      ${column((r) => r.serviceId ?? "")}::text[], ${column((r) => r.cloudId)}::text[],
      ${column((r) => r.quantity)}::text[]::numeric[], ${column((r) => iso(r.startedAt))}::text[]::timestamptz[], ${ends},
      ${column((r) => iso(r.ticks?.first ?? null))}::text[]::timestamptz[],
      ${column((r) => iso(r.ticks?.last ?? null))}::text[]::timestamptz[],
      ${column((r) => String(r.overflow))}::text[]::boolean[], ${column((r) => String(r.ticks !== null))}::text[]::boolean[],
      ${valuesOf(records)}::text[], ${declaredOf(records)}::text[])`);
}
