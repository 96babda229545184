import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { figures, summedTicks } from "./hour-rows";

/** Any fixed number: one transaction at a time rolls hours up, or rebuilds them. */
export const rollupLock = sql.raw("7411028");

const key = "customer_id, meter, hour, cloud_id, service_id, overflow, dimensions";
const each = (write: (figure: string) => string, between = ", "): SQL => sql.raw(figures.map(write).join(between));

/**
 * Takes marked hours, and adds what their ticks hold, less what was rolled up of them, to the rows of their customer
 * and to those of everybody ('*'). A mark that comes meanwhile stays: its change may be seen already, and is then none.
 */
export async function settleHours(ctx: Context, most: number): Promise<number> {
  const [lock] = await ctx.tx.execute<{ held: boolean }>(sql`select pg_try_advisory_xact_lock(${rollupLock}) as held`);
  if (!lock?.held) return 0;
  const marked = await ctx.tx.execute<{ customer: string; meter: string; hour: string }>(sql`
    select distinct customer_id as customer, meter, hour::text as hour from usage_marks order by 1, 2, 3 limit ${most}`);
  if (marked.length === 0) return 0;
  const column = (name: "customer" | "meter" | "hour") => sql.param(marked.map((row) => row[name]));
  const picked = sql`picked as (
    select * from unnest(${column("customer")}::text[], ${column("meter")}::text[], ${column("hour")}::text[]::timestamptz[])
      as p (customer_id, meter, hour))`;
  const own = sql`u.customer_id = p.customer_id and u.meter = p.meter`;
  await ctx.tx.execute(sql`
    with ${picked},
    taken as (delete from usage_marks u using picked p where ${own} and u.hour = p.hour),
    moved as (
      select p.customer_id, p.meter, p.hour, t.* from picked p cross join lateral (
        select t.cloud_id, t.service_id, t.overflow, t.dimensions, ${summedTicks} from usage_ticks t
         where t.customer_id = p.customer_id and t.meter = p.meter and t.tick >= p.hour and t.tick < p.hour + interval '1 hour'
         group by 1, 2, 3, 4) t
       union all
      select ${sql.raw(key.replaceAll(/(\w+)(,|$)/g, "u.$1$2"))}, ${each((figure) => `-u.${figure}`)}
        from picked p cross join lateral (select u.* from usage_hours u where ${own} and u.hour = p.hour offset 0) u)
    insert into usage_hours as h (${sql.raw(key)}, ${each((figure) => figure)})
    select owner.id, m.meter, m.hour, m.cloud_id, m.service_id, m.overflow, m.dimensions, ${each((figure) => `sum(m.${figure})`)}
      from moved m cross join lateral (values (m.customer_id), ('*')) as owner (id)
     group by 1, 2, 3, 4, 5, 6, 7
    on conflict (${sql.raw(key.replace("dimensions", "series"))}) do update set ${each((figure) =>
      figure.startsWith("ticks")
        ? `${figure} = h.${figure} + excluded.${figure}`
        : `${figure} = trim_scale(h.${figure} + excluded.${figure})`,
    )}`);
  await ctx.tx.execute(sql`
    with ${picked},
    owned as (select customer_id, meter, hour from picked union select '*', meter, hour from picked)
    delete from usage_hours u using owned p
     where ${own} and u.hour = p.hour and ${each((figure) => `u.${figure} = 0`, " and ")}`);
  return marked.length;
}
