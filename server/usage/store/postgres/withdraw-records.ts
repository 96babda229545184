import { asc, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { DomainError } from "../../../errors";
import { countedFates } from "../../states";
import type { Withdrawal, Withdrawn } from "../changed-use";
import type { RecordName, StoredRecord } from "../stored-records";
import { holdUse } from "./hold-use";
import { selecting, u } from "./narrow-records";
import { remakeTicks } from "./remake-ticks";

export async function lockedRecords(
  ctx: Context,
  { customerId, records }: { customerId: string; records: readonly RecordName[] },
): Promise<StoredRecord[]> {
  return ctx.tx
    .select()
    .from(u)
    .where(sql`${u.customerId} = ${customerId} and ${selecting({ records, counters: [] })}`)
    .orderBy(asc(u.digest))
    .for("update");
}

export async function withdrawRecords(ctx: Context, withdrawal: Withdrawal): Promise<Withdrawn> {
  const { customerId, correctionId, fate, reason } = withdrawal;
  const replaced = [...(withdrawal.replacements ?? [])];
  await holdUse(ctx, { customerId });
  if (withdrawal.shadowed) await withdrawShadowed(ctx, withdrawal);
  const records = await note(ctx, withdrawal);
  const these = sql`
    select r.* from usage_corrected_records c join usage_records r
        on r.customer_id = c.customer_id and r.ended_at = c.ended_at and r.digest = c.digest
     where c.customer_id = ${customerId} and c.correction_id = ${correctionId}`;
  await ctx.tx.execute(sql`
    update usage_records r set fate = ${fate}, reason = concat_ws(' ', r.reason, ${reason}::text)
      from usage_corrected_records c
     where c.customer_id = ${customerId} and c.correction_id = ${correctionId}
       and r.customer_id = c.customer_id and r.ended_at = c.ended_at and r.digest = c.digest`);
  await ctx.tx.execute(sql`
    update usage_corrected_records c set replaced_by = p.replacement
      from unnest(${sql.param(replaced.map(([digest]) => digest))}::uuid[], ${sql.param(replaced.map(([, by]) => by))}::uuid[])
        as p (digest, replacement)
     where c.customer_id = ${customerId} and c.digest = p.digest`);
  const touched = await remakeTicks(ctx, { ...withdrawal, records: these });
  const meters = await ctx.tx.execute<Withdrawn["meters"][number]>(
    sql`select r.meter, trim_scale(sum(r.quantity))::text as quantity from (${these}) r group by 1 order by 1`,
  );
  return { records, meters: [...meters], touched };
}

async function withdrawShadowed({ tx }: Context, { customerId, which, counters, fate, reason }: Withdrawal) {
  await tx.execute(sql`
    update usage_records u set fate = ${fate}, reason = concat_ws(' ', u.reason, ${reason}::text)
     where u.customer_id = ${customerId} and u.fate = 'shadowed' and ${selecting({ ...which, counters })}`);
}

/** Notes which records the correction takes out. @returns how many @throws too_large */
async function note(ctx: Context, { customerId, correctionId, which, counters, most }: Withdrawal): Promise<number> {
  const [noted] = await ctx.tx.execute<{ n: number }>(sql`
    with noted as (
      insert into usage_corrected_records (customer_id, digest, ended_at, correction_id)
      select u.customer_id, u.digest, u.ended_at, ${correctionId} from usage_records u
       where u.customer_id = ${customerId} and u.fate = any(${sql.param(countedFates)}::text[])
         and ${selecting({ ...which, counters })}
       limit ${most + 1}
      returning 1)
    select count(*)::int as n from noted`);
  const n = noted?.n ?? 0;
  if (n > most)
    throw new DomainError(
      "too_large",
      `These are more than ${most.toLocaleString("en")} records, which is the most that one correction takes. Narrow the time.`,
    );
  return n;
}
