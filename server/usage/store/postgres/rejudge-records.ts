import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { DomainError } from "../../../errors";
import { countedFates } from "../../states";
import type { Rejudged, RejudgedRecord, Rejudgement } from "../changed-use";
import { holdUse } from "./hold-use";
import { conjunction, lastInstant } from "./narrow-records";
import { at } from "./narrow-use";
import { remakeTicks } from "./remake-ticks";

/** Records that are judged at once in this process. */
const pageSize = 10_000;

const counts = (fate: SQL) => sql`(${fate} = any(${sql.param(countedFates)}::text[]))`;

/** The records are noted first, judged page by page, and changed by one statement; then their ticks are made anew. */
export async function rejudgeRecords(ctx: Context, of: Rejudgement): Promise<Rejudged> {
  const { tx } = ctx;
  const { customerId } = of;
  await holdUse(ctx, { customerId });
  await tx.execute(sql`
    create temporary table rejudged_records (
      place integer primary key, digest uuid, source_kind text, started_at timestamptz, ended_at timestamptz,
      received_at timestamptz, fate text, reason text, new_fate text, new_reason text) on commit drop`);
  const noted = await note(ctx, of);
  for (let from = 0; from < noted; from += pageSize) await judgePage(ctx, from, of.judge);
  await tx.execute(sql`analyze rejudged_records`);
  await tx.execute(sql`
    update usage_records r set fate = n.new_fate, reason = n.new_reason from rejudged_records n
     where r.customer_id = ${customerId} and r.ended_at = n.ended_at and r.digest = n.digest`);
  const [before, after] = [counts(sql`n.fate`), counts(sql`n.new_fate`)];
  const records = sql`
    select r.* from rejudged_records n join usage_records r on r.ended_at = n.ended_at and r.digest = n.digest
     where r.customer_id = ${customerId} and ${before} <> ${after}`;
  const touched = await remakeTicks(ctx, { ...of, records });
  const [sums] = await tx.execute<Omit<Rejudged, "touched">>(sql`
    select count(*)::int as records, trim_scale(coalesce(sum(r.quantity) filter (where ${before}), 0))::text as before,
           trim_scale(coalesce(sum(r.quantity) filter (where ${after}), 0))::text as after
      from rejudged_records n join usage_records r on r.ended_at = n.ended_at and r.digest = n.digest
     where r.customer_id = ${customerId} and ${before} <> ${after}`);
  // Another judgment in this transaction notes its own.
  await tx.execute(sql`drop table rejudged_records`);
  return { ...(sums ?? { records: 0, before: "0", after: "0" }), touched };
}

/** Notes the records whose fate, or its reason, is another by what was decided. @returns how many @throws too_large */
async function note(ctx: Context, of: Rejudgement): Promise<number> {
  const { customerId, meter, cloudId, sourceKind, from, to, shadowed, most } = of;
  const used = of.instants.includes(meter) ? sql`u.ended_at` : lastInstant;
  const inTime = [
    sql`u.ended_at >= ${at(from)} and ${used} >= ${at(from)}`,
    ...(to ? [sql`u.ended_at <= ${at(to)} and ${used} < ${at(to)}`] : []),
  ];
  const [noted] = await ctx.tx.execute<{ n: number }>(sql`
    with noted as (
      insert into rejudged_records (place, digest, source_kind, started_at, ended_at, received_at, fate, reason)
      select row_number() over () - 1, u.* from (
        select u.digest, u.source_kind, u.started_at, u.ended_at, u.received_at, u.fate, u.reason from usage_records u
         where u.customer_id = ${customerId} and u.cloud_id = ${cloudId} and u.meter = ${meter} and ${conjunction(inTime)}
           and case when u.source_kind = ${sourceKind} then u.fate = 'shadowed'
                    when u.fate = 'shadowed' then right(u.reason, ${shadowed.length}) is distinct from ${shadowed}
                    else ${counts(sql`u.fate`)} end
         limit ${most + 1}) u
      returning 1)
    select count(*)::int as n from noted`);
  const n = noted?.n ?? 0;
  if (n > most)
    throw new DomainError(
      "too_large",
      `These are more than ${most.toLocaleString("en")} records, which is the most that one decision changes. Decide from a later time first, then from earlier ones.`,
    );
  return n;
}

async function judgePage({ tx }: Context, from: number, judge: Rejudgement["judge"]): Promise<void> {
  type Row = Omit<RejudgedRecord, "startedAt" | "endedAt" | "receivedAt"> &
    Record<"startedAt", Date | string | null> &
    Record<"endedAt" | "receivedAt", Date | string> & { place: number };
  const rows = await tx.execute<Row>(sql`
    select place, source_kind as "sourceKind", started_at as "startedAt", ended_at as "endedAt", received_at as "receivedAt", reason
      from rejudged_records where place >= ${from} and place < ${from + pageSize} order by place`);
  const judged = judge(
    rows.map(({ startedAt, endedAt, receivedAt, sourceKind, reason }) => ({
      ...{ sourceKind, reason },
      startedAt: startedAt === null ? null : new Date(startedAt),
      endedAt: new Date(endedAt),
      receivedAt: new Date(receivedAt),
    })),
  );
  await tx.execute(sql`
    update rejudged_records n set new_fate = d.fate, new_reason = nullif(d.reason, '')
      from unnest(${sql.param(rows.map(({ place }) => place))}::integer[], ${sql.param(judged.map(({ fate }) => fate))}::text[],
                  ${sql.param(judged.map(({ reason }) => reason ?? ""))}::text[]) as d (place, fate, reason)
     where n.place = d.place`);
}
