import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import type { KnownOfRecords, TouchedTicks } from "../changed-use";
import { at } from "./narrow-use";
import { ticksOfRecords, touchedTicks, valuesOfRecords } from "./ticks-of-records";

const tickMs = 15 * 60_000;

/**
 * Makes the ticks anew that records lie in, and the values seen in them, month by month, from the records that count in
 * them now. The customer's use is held alone (`holdUse`).
 * @param of.records what comes after FROM, with `usage_records` as `r`
 * @returns these ticks: of each meter, cloud and day the first and the last
 */
export async function remakeTicks(
  ctx: Context,
  of: KnownOfRecords & { customerId: string; records: SQL },
): Promise<TouchedTicks[]> {
  const { customerId, records, ...known } = of;
  const touched = touchedTicks(records, known);
  type Month = { first: Date | string; last: Date | string };
  const months = await ctx.tx.execute<Month>(
    sql`select min(touched.tick) as first, max(touched.tick) as last from ${touched} group by date_trunc('month', touched.tick, 'UTC')`,
  );
  for (const { first, last } of months) {
    const [from, to] = [new Date(first), new Date(new Date(last).getTime() + tickMs)];
    const inMonth = sql`touched.tick >= ${at(from)} and touched.tick < ${at(to)}`;
    for (const table of ["usage_ticks", "usage_values"])
      await ctx.tx.execute(sql`
        delete from ${sql.raw(table)} t using ${touched}
         where ${inMonth} and t.customer_id = ${customerId} and t.meter = touched.meter and t.tick = touched.tick
           and t.cloud_id = touched.cloud_id and t.machine_id = touched.machine_id`);
    const among = sql`(s.meter, s.cloud_id, s.machine_id, s.tick) in (
      select touched.meter, touched.cloud_id, touched.machine_id, touched.tick from ${touched} where ${inMonth})`;
    await ctx.tx.execute(sql`
      insert into usage_ticks (customer_id, meter, tick, cloud_id, machine_id, dimensions, service_id, overflow, sum, last, last_at, records)
      select * from ${ticksOfRecords({ ...known, customerId, from, to }, among)} remaining`);
    await ctx.tx.execute(sql`
      insert into usage_values (customer_id, meter, tick, cloud_id, machine_id, value, dimensions, service_id, overflow)
      select * from ${valuesOfRecords({ ...known, customerId, from, to }, among)} remaining`);
  }
  const days = await ctx.tx.execute<{ meter: string; cloudId: string } & Month>(sql`
    select touched.meter, touched.cloud_id as "cloudId", min(touched.tick) as first, max(touched.tick) as last
      from ${touched} group by 1, 2, date_trunc('day', touched.tick, 'UTC')`);
  return days.map(({ first, last, ...day }) => ({ ...day, first: new Date(first), last: new Date(last) }));
}
