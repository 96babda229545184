import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { tickMs } from "../../ticks";
import type { DecidingTicks, DecidingWindow, StoredTick, SummedWindow, TickWindow } from "../use-over-time";
import { hoursOf, summedHours, ticksOfHours, ticksPerHour } from "./hour-rows";
import { askedAlike, byPlace, cloudOfWindow, ofWindow, windowsAsked } from "./many-windows";
import { at, placedOf } from "./narrow-use";

/** An hour of a cloud: of each of its ticks the sum, and how many rows of ticks it sums. */
type HourRow = { begins: number; cloud: string; values: string[]; rows: number[] };

/**
 * Ordinary machines from the rollups, so that what is read grows with the time and not with the machines; the few
 * overflow machines from their ticks.
 */
export async function tickSums(ctx: Context, of: SummedWindow): Promise<StoredTick[]> {
  const [hours, overflows] = await Promise.all([ordinaryHours(ctx, of), overflowTicks(ctx, of)]);
  const [from, to] = [of.from.getTime(), of.to.getTime()];
  const ticks = hours.flatMap(({ begins, cloud, values, rows }) =>
    ticksPerHour.flatMap((_, n) => {
      const tick = begins + n * tickMs;
      return rows[n] === 0 || tick < from || tick >= to
        ? []
        : [
            {
              tick: new Date(tick),
              machineId: "",
              source: "",
              cloudId: cloud,
              overflow: false,
              value: values[n] ?? "0",
            },
          ];
    }),
  );
  return [...ticks, ...overflows];
}

async function ordinaryHours(ctx: Context, of: TickWindow): Promise<HourRow[]> {
  return ctx.tx.execute<HourRow>(sql`
    with ${hoursOf(of)}
    select (extract(epoch from u.hour) * 1000)::float8 as begins, u.cloud_id as cloud,
           array[${sql.raw(ticksPerHour.map((minute) => `trim_scale(u.v_${minute})::text`).join(", "))}] as "values",
           array[${sql.raw(ticksPerHour.map((minute) => `u.n_${minute}::integer`).join(", "))}] as rows
      from (select u.hour, u.cloud_id, ${summedHours} from hours u where not u.overflow group by 1, 2) u order by 1, 2`);
}

/** By the primary key: from each overflow machine's span its ticks one by one, past those of all other machines. */
async function overflowTicks(ctx: Context, { customerId, meter, kind, from, to }: TickWindow): Promise<StoredTick[]> {
  type Row = { begins: number; machine: string; cloud: string; value: string };
  const rows = await ctx.tx.execute<Row>(sql`
    select (extract(epoch from t.tick) * 1000)::float8 as begins, t.machine_id as machine, t.cloud_id as cloud,
           trim_scale(sum(t.${sql.raw(kind === "gauge" ? "last" : "sum")}))::text as value
      from usage_spans u
     cross join lateral generate_series(greatest(u.first_tick, ${at(from)}),
                                        least(u.last_tick, ${at(to)} - interval '15 minutes'), interval '15 minutes') as s (tick)
     cross join lateral (select t.* from usage_ticks t
                          where t.customer_id = u.customer_id and t.meter = u.meter and t.tick = s.tick
                            and t.cloud_id = u.cloud_id and t.machine_id = u.machine_id and t.series = u.series offset 0) t
     where u.customer_id = ${customerId} and u.meter = ${meter} and u.overflow group by 1, 2, 3 order by 1, 3, 2`);
  return rows.map(({ begins, machine, cloud, value }) => ({
    ...{ tick: new Date(begins), machineId: machine, source: "", cloudId: cloud, overflow: true, value },
  }));
}

/** A part of a query from SELECT on: of `ticks` (tick, cloud, value) those that decide. */
function pickedBy({ by }: DecidingTicks): SQL {
  if (by === "total")
    return sql`select (select max(tick) from ticks) as tick, cloud, sum(value) as value from ticks group by cloud`;
  if (by === "newest") return sql`select * from ticks where tick = (select max(tick) from ticks)`;
  return sql`select * from ticks where tick in (
    (select tick from ticks group by tick order by sum(value) desc, tick limit 1), (select max(tick) from ticks))`;
}

/** Picked by the database: what is taken over grows neither with the machines nor with the time. */
export async function decidingSums(ctx: Context, windows: readonly DecidingWindow[]): Promise<(StoredTick[] | null)[]> {
  return askedAlike(
    windows,
    ({ kind, only }) => `${kind} ${only.by}`,
    async (some) => {
      type Row = { place: number; carried: boolean; begins: number | null; cloud: string; value: string };
      const [{ kind, only }] = some as [DecidingWindow];
      const scope = { ...ofWindow, kind, cloudId: cloudOfWindow };
      const rows = await ctx.tx.execute<Row>(sql`
        select w.place, o.carried, (extract(epoch from p.tick) * 1000)::float8 as begins, p.cloud, trim_scale(p.value)::text as value
          from ${windowsAsked(some.map((window) => ({ ...window, cloudId: window.only.cloudId })))}
         cross join lateral (
           select exists (select from usage_spans u
                           where ${placedOf({ ...ofWindow, kind })} and u.overflow and u.last_tick >= w.begins and u.first_tick < w.ends) as carried
           offset 0) o
          left join lateral (
            with ${hoursOf(scope)},
            ticks as materialized (select t.tick, u.cloud_id as cloud, t.value from ${ticksOfHours(scope, [sql`u.cloud_id`])})
            ${pickedBy(only)}) p on not o.carried
         order by 1, 3, 4`);
      const ticks = byPlace(
        some,
        rows.filter(({ begins }) => begins !== null),
        ({ begins, cloud, value }) => ({
          ...{ tick: new Date(begins ?? 0), machineId: "", source: "", cloudId: cloud, overflow: false, value },
        }),
      );
      const carried = new Set(rows.flatMap((row) => (row.carried ? row.place : [])));
      return ticks.map((found, place) => (carried.has(place) ? null : found));
    },
  );
}
