import { and, desc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { type Page, pageOf, type Sort } from "../../../pagination";
import type { FateCount, FateQuestion, RecordName, RecordQuery, StoredRecord, UsageRecord } from "../stored-records";
import {
  beginOfTick,
  conjunction,
  counts,
  firstInstant,
  lastInstant,
  overlapping,
  selecting,
  type Time,
  u,
} from "./narrow-records";
import { at } from "./narrow-use";

/** What a record named `u` adds to the time: of a counter that crosses its begin or end the shares of its ticks. */
function quantityIn({ from, to, counters }: Time): SQL {
  const cut = [
    ...(from ? [sql`${firstInstant} < ${beginOfTick(at(from))}`] : []),
    ...(to ? [sql`${beginOfTick(lastInstant)} >= ${at(to)}`] : []),
  ];
  if (cut.length === 0) return sql`u.quantity`;
  const inTime = [...(from ? [sql`s.tick >= ${beginOfTick(at(from))}`] : []), ...(to ? [sql`s.tick < ${at(to)}`] : [])];
  return sql`case when ${counts(counters)} and (${sql.join(cut, sql` or `)}) then (
      select trim_scale(sum(s.share)) from split_usage(u.quantity, u.started_at, u.ended_at, ${beginOfTick(sql`u.started_at`)}, ${beginOfTick(lastInstant)}) s
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
  const { customerIds } = query;
  const where = sql`${u.customerId} = c.id and ${selecting(query)}`;
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

/** By the customer's index in the partition that the time names. */
export async function oneRecord(
  ctx: Context,
  { customerId, ...name }: { customerId: string } & RecordName,
): Promise<StoredRecord | null> {
  const [found] = await ctx.tx
    .select()
    .from(u)
    .where(
      sql`${u.customerId} = ${customerId} and ${u.endedAt} = ${at(name.endedAt)} and ${u.digest} = ${name.digest}`,
    );
  return found ?? null;
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
