import { getTableColumns, sql } from "drizzle-orm";
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
  const placed = sql`(
    with recursive place as (
      select a.digest as asked, a.digest, a.ended, 0 as step from unnest(${digests}, ${ends}) as a (digest, ended)
      union all
      select p.asked, c.replaced_by, coalesce(k.ended_at, p.ended), p.step + 1
        from place p
        join usage_corrected_records c on c.customer_id = ${customerId} and c.digest = p.digest and c.replaced_by is not null
        left join usage_keys k on k.customer_id = ${customerId} and k.digest = c.replaced_by)
    select distinct on (asked) asked, digest, ended from place order by asked, step desc)`;
  const rows = await ctx.tx
    .select({ ...getTableColumns(u), asked: sql<string>`s.asked` })
    .from(u)
    .innerJoin(
      sql`${placed} as s`,
      sql`${u.customerId} = ${customerId} and ${u.endedAt} = s.ended and ${u.digest} = s.digest`,
    );
  return new Map(rows.map(({ asked, ...record }) => [asked, record]));
}

/** When the record under each of these identities was; absent where the identity does not hold it. */
export async function identityTimes(
  ctx: Context,
  { customerId, digests }: { customerId: string; digests: readonly string[] },
): Promise<Map<string, Date>> {
  if (digests.length === 0) return new Map();
  const rows = await ctx.tx.execute<{ digest: string; ended: string }>(sql`
    select k.digest, k.ended_at::text as ended from usage_keys k
     where k.customer_id = ${customerId} and k.digest = any(${sql.param(digests)}::uuid[]) and k.ended_at is not null`);
  return new Map(rows.map(({ digest, ended }) => [digest, new Date(ended)]));
}
