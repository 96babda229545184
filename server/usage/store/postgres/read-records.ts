import { and, desc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { usageRecords } from "@/db/schema";
import type { Context } from "../../../context";
import { type Page, pageOf, type Sort } from "../../../pagination";
import type { FateCount, FateQuestion, RecordQuery, UsageRecord } from "../port";
import { at } from "./narrow-use";

const u = alias(usageRecords, "u");

/** The longest time of one counter (rules.ts: 32 days): no record that ends later reaches back into a time. */
const longestSpan = sql`interval '33 days'`;
const tickOf = (instant: SQL): SQL => sql`date_bin('15 minutes', ${instant}, 'epoch')`;

/** Columns of records named `u`. */
const counts = (counters: readonly string[]) => sql`u.meter = any(${sql.param(counters)}::text[])`;
/** A counter's end belongs to what follows: the last instant of its use is the one before. */
const lastInstant = sql`u.ended_at - interval '1 millisecond'`;
const firstInstant = sql`least(u.started_at, ${lastInstant})`;

/** Records named `u` whose use overlaps the time. The plain bounds of `ended_at` find them by index and partition. */
function overlapping({ from, to, counters, meter }: Time): SQL[] {
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

const conjunction = (conditions: SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);

type Time = { from?: Date; to?: Date; counters: readonly string[]; meter?: string };

/** What a record named `u` adds to the time: of a counter that crosses its begin or end the shares of its ticks. */
function quantityIn({ from, to, counters }: Time): SQL {
  const cut = [
    ...(from ? [sql`${firstInstant} < ${tickOf(at(from))}`] : []),
    ...(to ? [sql`${tickOf(lastInstant)} >= ${at(to)}`] : []),
  ];
  if (cut.length === 0) return sql`u.quantity`;
  const inTime = [...(from ? [sql`s.tick >= ${tickOf(at(from))}`] : []), ...(to ? [sql`s.tick < ${at(to)}`] : [])];
  return sql`case when ${counts(counters)} and (${sql.join(cut, sql` or `)}) then (
      select trim_scale(sum(s.share)) from split_usage(u.quantity, u.started_at, u.ended_at, ${tickOf(sql`u.started_at`)}, ${tickOf(lastInstant)}) s
       where ${conjunction(inTime)})
    else u.quantity end`;
}

/** Newest use first; the digest distinguishes records of one time. */
const newestUse: Sort = {
  name: "use",
  keys: [
    { by: u.endedAt, as: "timestamptz" },
    { by: u.digest, as: "uuid" },
  ],
  descending: true,
};

/** By key set, each customer's page by its own index: a page costs the same however deep it lies. */
export function pageOfRecords(ctx: Context, query: RecordQuery): Promise<Page<UsageRecord>> {
  const { customerIds, cloudId, machineIds, meter, sourceKind, fate } = query;
  const where = and(
    sql`${u.customerId} = c.id`,
    cloudId === undefined ? undefined : eq(u.cloudId, cloudId),
    machineIds === undefined ? undefined : sql`${u.machineId} = any(${sql.param(machineIds)}::text[])`,
    meter === undefined ? undefined : eq(u.meter, meter),
    sourceKind === undefined ? undefined : eq(u.sourceKind, sourceKind),
    fate === undefined ? undefined : eq(u.fate, fate),
    ...overlapping(query),
  );
  const quantityInTime = sql<string>`(${quantityIn(query)})::text`.as("quantity_in_time");
  return pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: newestUse,
    read: async ({ after, order, limit, place }) => {
      const rows = ctx.tx
        .select({ ...getTableColumns(u), quantityInTime, place: place.as("place") })
        .from(u)
        .where(and(where, after))
        .orderBy(order)
        .limit(limit)
        .as("r");
      return ctx.tx
        .select(rows._.selectedFields)
        .from(sql`unnest(${sql.param(customerIds)}::text[]) as c (id)`)
        .crossJoinLateral(rows)
        .orderBy(desc(rows.endedAt), desc(rows.digest))
        .limit(limit);
    },
  });
}

export async function fateCounts(ctx: Context, question: FateQuestion): Promise<FateCount[]> {
  const { customerId, cloudId, machineIds, meter, groupBy } = question;
  const where = and(
    customerId === undefined ? undefined : eq(u.customerId, customerId),
    cloudId === undefined ? undefined : eq(u.cloudId, cloudId),
    meter === undefined ? undefined : eq(u.meter, meter),
    ...overlapping(question),
  );
  const group = { cloud: u.cloudId, customer: u.customerId, machine: sql`coalesce(${u.machineId}, '')` }[groupBy];
  // Lists are joined: a filter over a list of parameters would be searched from its begin for each row.
  const machines = machineIds && sql`join unnest(${sql.param(machineIds)}::text[]) as m (id) on m.id = ${u.machineId}`;
  const rows = await ctx.tx.execute<FateCount>(sql`
    select ${group} as "group", u.source_kind as "sourceKind", u.fate, count(*)::int as records
      from usage_records u ${machines} where ${where}
     group by 1, u.source_kind, u.fate order by 1, u.fate, u.source_kind`);
  return [...rows];
}
