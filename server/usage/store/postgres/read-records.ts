import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import { usageRecords } from "@/db/schema";
import type { Context } from "../../../context";
import { DomainError } from "../../../errors";
import type { FateCount, FateQuestion, RecordQuery, UsageRecord } from "../port";
import { at, groupOf, narrowed } from "./narrow-use";

/** By key set, each customer's page by its own index: a page costs the same however deep it lies. */
export async function pageOfRecords(
  ctx: Context,
  query: RecordQuery,
): Promise<{ records: UsageRecord[]; next: string | null }> {
  const { customerIds, cloudId, machineIds, meter, sourceKind, fate, from, to, after, limit } = query;
  const rows = ctx.tx
    .select()
    .from(usageRecords)
    .where(
      and(
        sql`${usageRecords.customerId} = c.id`,
        cloudId === undefined ? undefined : eq(usageRecords.cloudId, cloudId),
        machineIds === undefined ? undefined : sql`${usageRecords.machineId} = any(${sql.param(machineIds)}::text[])`,
        meter === undefined ? undefined : eq(usageRecords.meter, meter),
        sourceKind === undefined ? undefined : eq(usageRecords.sourceKind, sourceKind),
        fate === undefined ? undefined : eq(usageRecords.fate, fate),
        from === undefined ? undefined : gte(usageRecords.endedAt, from),
        to === undefined ? undefined : lt(usageRecords.endedAt, to),
        after === undefined ? undefined : beyond(after),
      ),
    )
    .orderBy(desc(usageRecords.endedAt), desc(usageRecords.digest))
    .limit(limit + 1)
    .as("r");
  const found = await ctx.tx
    .select({ record: rows._.selectedFields })
    .from(sql`unnest(${sql.param(customerIds)}::text[]) as c (id)`)
    .crossJoinLateral(rows)
    .orderBy(desc(rows.endedAt), desc(rows.digest))
    .limit(limit + 1);
  const records = found.slice(0, limit).map(({ record }) => record);
  const last = records.at(-1);
  return { records, next: found.length > limit && last ? cursorOf(last) : null };
}

const cursorOf = ({ endedAt, digest }: UsageRecord) =>
  Buffer.from(`${endedAt.toISOString()} ${digest}`).toString("base64url");

function beyond(after: string) {
  const match = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) ([0-9a-f-]{36})$/.exec(Buffer.from(after, "base64url").toString());
  if (!match) throw new DomainError("invalid_input", "after is not a place in this list. Begin again without it.");
  return sql`(${usageRecords.endedAt}, ${usageRecords.digest}) < (${match[1]}::timestamptz, ${match[2]}::uuid)`;
}

export async function fateCounts(ctx: Context, question: FateQuestion): Promise<FateCount[]> {
  const { from, to, meter, groupBy } = question;
  const conditions = [sql`u.ended_at >= ${at(from)} and u.ended_at < ${at(to)}`];
  if (meter !== undefined) conditions.push(sql`u.meter = ${meter}`);
  const rows = await ctx.tx.execute<FateCount>(sql`
    select ${groupOf(groupBy)} as "group", u.source_kind as "sourceKind", u.fate, count(*)::int as records
      from ${narrowed("records", question, ...conditions)}
     group by 1, u.source_kind, u.fate order by 1, u.fate, u.source_kind`);
  return [...rows];
}
