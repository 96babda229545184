import { and, desc, eq, getTableColumns, gte, lt, sql } from "drizzle-orm";
import { usageRecords } from "@/db/schema";
import type { Context } from "../../../context";
import { type Page, pageOf, type Sort } from "../../../pagination";
import type { FateCount, FateQuestion, RecordQuery, UsageRecord } from "../port";
import { at, narrowedRecords, recordGroup } from "./narrow-use";

/** Newest use first; the digest distinguishes records of one time. */
const newestUse: Sort = {
  name: "use",
  keys: [
    { by: usageRecords.endedAt, as: "timestamptz" },
    { by: usageRecords.digest, as: "uuid" },
  ],
  descending: true,
};

/** By key set, each customer's page by its own index: a page costs the same however deep it lies. */
export function pageOfRecords(ctx: Context, query: RecordQuery): Promise<Page<UsageRecord>> {
  const { customerIds, cloudId, machineIds, meter, sourceKind, fate, from, to } = query;
  const where = and(
    sql`${usageRecords.customerId} = c.id`,
    cloudId === undefined ? undefined : eq(usageRecords.cloudId, cloudId),
    machineIds === undefined ? undefined : sql`${usageRecords.machineId} = any(${sql.param(machineIds)}::text[])`,
    meter === undefined ? undefined : eq(usageRecords.meter, meter),
    sourceKind === undefined ? undefined : eq(usageRecords.sourceKind, sourceKind),
    fate === undefined ? undefined : eq(usageRecords.fate, fate),
    from === undefined ? undefined : gte(usageRecords.endedAt, from),
    to === undefined ? undefined : lt(usageRecords.endedAt, to),
  );
  return pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: newestUse,
    read: async ({ after, order, limit, place }) => {
      const rows = ctx.tx
        .select({ ...getTableColumns(usageRecords), place: place.as("place") })
        .from(usageRecords)
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
  const { from, to, meter, groupBy } = question;
  const conditions = [sql`u.ended_at >= ${at(from)} and u.ended_at < ${at(to)}`];
  if (meter !== undefined) conditions.push(sql`u.meter = ${meter}`);
  const rows = await ctx.tx.execute<FateCount>(sql`
    select ${recordGroup(groupBy)} as "group", u.source_kind as "sourceKind", u.fate, count(*)::int as records
      from ${narrowedRecords(question, ...conditions)}
     group by 1, u.source_kind, u.fate order by 1, u.fate, u.source_kind`);
  return [...rows];
}
