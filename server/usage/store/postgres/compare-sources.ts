import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { isOfInstants, type MeterKind } from "../../rules";
import { countedFates } from "../../states";
import type { ComparedUse, Comparison } from "../use-over-time";
import { beginOfTick, lastInstant } from "./narrow-records";
import { at } from "./narrow-use";
import { declaredText } from "./ticks-of-records";

/**
 * Of records of one kind of source: a counter's sum; of a gauge the largest sum of its reporters in any tick; of a
 * unique count its values.
 */
export async function dailySources(ctx: Context, of: Comparison): Promise<ComparedUse[]> {
  const { customerId, cloudId, meter, kind, dimensions, from, to, zone } = of;
  const used = isOfInstants(kind) ? sql`u.ended_at` : lastInstant;
  const byDay: Record<MeterKind, SQL> = {
    gauge: sql`
      select day, source_kind, max(level) as quantity from (
        select day, source_kind, tick, sum(quantity) as level from (
          select distinct on (source_kind, reporter, dimensions, tick) day, source_kind, tick, quantity from reported
           order by source_kind, reporter, dimensions, tick, ended_at desc, quantity desc) as lasts
         group by day, source_kind, tick) as levels
       group by day, source_kind`,
    counter: sql`select day, source_kind, sum(quantity) as quantity from reported group by day, source_kind`,
    unique: sql`select day, source_kind, count(distinct value)::numeric as quantity from reported group by day, source_kind`,
  };
  type Row = Omit<ComparedUse, "day"> & { day: Date | string };
  const rows = await ctx.tx.execute<Row>(sql`
    with reported as (
      select date_trunc('day', ${used}, ${zone}::text) as day, ${beginOfTick(sql`u.ended_at`)} as tick, u.source_kind,
             coalesce(u.machine_id, '~' || u.source) as reporter, ${declaredText({ [meter]: dimensions }, "u")} as dimensions, u.ended_at, u.quantity, u.value, u.fate
        from usage_records u
       where u.customer_id = ${customerId} and u.cloud_id = ${cloudId} and u.meter = ${meter}
         and u.ended_at >= ${at(from)} and u.ended_at <= ${at(to)} and ${used} >= ${at(from)} and ${used} < ${at(to)}
         and u.fate = any(${sql.param([...countedFates, "shadowed"])}::text[])),
    whole as (${byDay[kind]})
    select w.day, w.source_kind as "sourceKind", trim_scale(w.quantity)::text as quantity, count(*)::int as records,
           (count(*) filter (where r.fate = 'shadowed'))::int as shadowed
      from whole w join reported r on r.day = w.day and r.source_kind = w.source_kind
     group by w.day, w.source_kind, w.quantity order by w.day desc, w.source_kind`);
  return rows.map(({ day, ...row }) => ({ ...row, day: new Date(day) }));
}
