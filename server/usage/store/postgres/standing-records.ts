import { sql } from "drizzle-orm";
import type { Context } from "../../../context";
import type { RecordName, StoredRecord } from "../stored-records";
import { u } from "./narrow-records";

/** Follows what corrections put in the place of each; a replacement's identity says when it is. */
export async function recordsInPlace(
  ctx: Context,
  { customerId, records }: { customerId: string; records: readonly RecordName[] },
): Promise<Map<string, StoredRecord>> {
  if (records.length === 0) return new Map();
  const digests = sql`${sql.param(records.map(({ digest }) => digest))}::uuid[]`;
  const ends = sql`${sql.param(records.map(({ endedAt }) => endedAt.toISOString()))}::text[]::timestamptz[]`;
  // One by one: a plan made before the tables were analyzed may read all of them instead.
  const placed = sql`(
    with recursive place as (
      select a.digest as asked, a.digest, a.ended, 0 as step from unnest(${digests}, ${ends}) as a (digest, ended)
      union all
      select p.asked, c.replaced_by, coalesce(k.ended_at, p.ended), p.step + 1
        from place p
       cross join lateral (select u.replaced_by from usage_corrected_records u
                            where u.customer_id = ${customerId} and u.digest = p.digest limit 1) c
        left join lateral (select u.ended_at from usage_keys u
                            where u.customer_id = ${customerId} and u.digest = c.replaced_by limit 1) k on true
       where c.replaced_by is not null)
    select distinct on (asked) asked, digest, ended from place order by asked, step desc) as s`;
  const record = ctx.tx
    .select()
    .from(u)
    .where(sql`${u.customerId} = ${customerId} and ${u.endedAt} = s.ended and ${u.digest} = s.digest`)
    .limit(1)
    .as("record");
  const rows = await ctx.tx
    .select({ ...record._.selectedFields, asked: sql<string>`s.asked` })
    .from(placed)
    .crossJoinLateral(record);
  return new Map(rows.map(({ asked, ...one }) => [asked, one]));
}

/** When the record under each of these identities was; absent where the identity does not hold it. */
export async function identityTimes(
  ctx: Context,
  { customerId, digests }: { customerId: string; digests: readonly string[] },
): Promise<Map<string, Date>> {
  if (digests.length === 0) return new Map();
  const rows = await ctx.tx.execute<{ digest: string; ended: string }>(sql`
    select k.digest, k.ended_at::text as ended
      from unnest(${sql.param(digests)}::uuid[]) as asked (digest)
     cross join lateral (select * from usage_keys u where u.customer_id = ${customerId} and u.digest = asked.digest limit 1) k
     where k.ended_at is not null`);
  return new Map(rows.map(({ digest, ended }) => [digest, new Date(ended)]));
}
