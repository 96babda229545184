import { asc, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { DomainError } from "../../../errors";
import { countedFates } from "../../states";
import type { RecordName, StoredRecord, Withdrawal, Withdrawn } from "../port";
import { selecting, u } from "./narrow-records";
import { at } from "./narrow-use";
import { ticksOfRecords, touchedTicks } from "./ticks-of-records";

const tickMs = 15 * 60_000;

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

/**
 * Recording for the customer waits for the advisory lock that it shares (`count_usage`): what it has written is
 * committed when the ticks are made anew, what it writes afterwards is added to them.
 */
export async function withdrawRecords(ctx: Context, withdrawal: Withdrawal): Promise<Withdrawn> {
  const { customerId, correctionId, fate, reason } = withdrawal;
  const replaced = [...(withdrawal.replacements ?? [])];
  // The ticks of 200,000 records take longer than any page may.
  await ctx.tx.execute(sql`set local statement_timeout = '10min'`);
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(usage_lock(${customerId}))`);
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
  const touched = touchedTicks(these, withdrawal);
  type Month = { first: Date | string; last: Date | string };
  const months = await ctx.tx.execute<Month>(
    sql`select min(touched.tick) as first, max(touched.tick) as last from ${touched} group by date_trunc('month', touched.tick, 'UTC')`,
  );
  for (const { first, last } of months) {
    const [from, to] = [new Date(first), new Date(new Date(last).getTime() + tickMs)];
    const inMonth = sql`touched.tick >= ${at(from)} and touched.tick < ${at(to)}`;
    await ctx.tx.execute(sql`
      delete from usage_ticks t using ${touched}
       where ${inMonth} and t.customer_id = ${customerId} and t.meter = touched.meter and t.tick = touched.tick
         and t.cloud_id = touched.cloud_id and t.machine_id = touched.machine_id`);
    const among = sql`(s.meter, s.cloud_id, s.machine_id, s.tick) in (
      select touched.meter, touched.cloud_id, touched.machine_id, touched.tick from ${touched} where ${inMonth})`;
    await ctx.tx.execute(sql`
      insert into usage_ticks (customer_id, meter, tick, cloud_id, machine_id, service_id, overflow, sum, last, last_at, records)
      select * from ${ticksOfRecords({ ...withdrawal, from, to }, among)} remaining`);
  }
  const meters = await ctx.tx.execute<Withdrawn["meters"][number]>(
    sql`select r.meter, trim_scale(sum(r.quantity))::text as quantity from (${these}) r group by 1 order by 1`,
  );
  type Touched = { meter: string; cloudId: string } & Month;
  const days = await ctx.tx.execute<Touched>(sql`
    select touched.meter, touched.cloud_id as "cloudId", min(touched.tick) as first, max(touched.tick) as last
      from ${touched} group by 1, 2, date_trunc('day', touched.tick, 'UTC')`);
  return {
    records,
    meters: [...meters],
    touched: days.map(({ first, last, ...day }) => ({ ...day, first: new Date(first), last: new Date(last) })),
  };
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
