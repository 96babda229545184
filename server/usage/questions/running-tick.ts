import { sql } from "drizzle-orm";
import type { Context } from "../../context";
import { tickMs, tickOf } from "../record/ticks";
import { type Grouped, labelOf, narrowed } from "./scope";

/** A tick's use of one group, and the part of it that overflow machines reported. */
export type RunningUse = { label: string; quantity: string; overflow: string };

/**
 * A gauge in the tick that is running, as its machines are expected to say: one that spoke a tick ago and has not
 * spoken in this one yet stands in it with its value of then, as in the engine's standing. Without it every quarter of
 * an hour would begin with a dip that never was. Empty where the tick is not asked for, or nobody has spoken in it yet.
 */
export async function runningTick(ctx: Context, question: Grouped): Promise<{ tick: Date; rows: RunningUse[] }> {
  const tick = tickOf(ctx.now);
  if (tick < question.from || tick >= question.to) return { tick, rows: [] };
  const both = {
    ...question,
    from: new Date(tick.getTime() - tickMs),
    to: new Date(tick.getTime() + tickMs),
  };
  const at = sql`${tick.toISOString()}::timestamptz`;
  const rows = await ctx.tx.execute<RunningUse>(sql`
    with ticks as (
      select t.*, ${labelOf(question)} as label,
             max(t.tick) over (partition by t.customer_id, t.cloud_id, t.machine_id) as newest
        from ${narrowed(both)})
    select label, trim_scale(sum(last))::text as quantity,
           trim_scale(coalesce(sum(last) filter (where overflow), 0))::text as overflow
      from ticks
     where tick = newest and exists (select from ticks as spoken where spoken.tick = ${at}
       and spoken.customer_id = ticks.customer_id)
     group by label`);
  return { tick, rows: [...rows] };
}
