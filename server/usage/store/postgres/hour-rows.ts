import { type SQL, sql } from "drizzle-orm";
import type { UseScope } from "../use-over-time";
import { at, type NamedScope, ownerOf, placed } from "./narrow-use";

/** The ticks of an hour, by the minute at which they begin. */
export const ticksPerHour = ["00", "15", "30", "45"] as const;
const list = (parts: string[]): SQL => sql.raw(parts.join(", "));
/** The begin of the hour that an instant falls in; every zone's quarters of an hour are those of UTC. */
export const hourOf = (instant: SQL): SQL => sql`date_bin('1 hour', ${instant}, 'epoch')`;

/** Ticks named `t`, summed into the columns of `usage_hours`. */
export const summedTicks: SQL = sql.raw(
  [
    ...["sum", "last"].flatMap((column) =>
      ticksPerHour.map(
        (minute) => `coalesce(trim_scale(sum(t.${column}) filter (where ${begins(minute)})), 0) as ${column}_${minute}`,
      ),
    ),
    ...ticksPerHour.map((minute) => `(count(*) filter (where ${begins(minute)}))::integer as ticks_${minute}`),
  ].join(",\n       "),
);
function begins(minute: string): string {
  return `extract(epoch from t.tick)::bigint % 3600 = ${Number(minute) * 60}`;
}

/** The columns of `usage_hours` that hold figures, in the order of `summedTicks`. */
export const figures: readonly string[] = ["sum", "last", "ticks"].flatMap((column) =>
  ticksPerHour.map((minute) => `${column}_${minute}`),
);

/** Four figures of each hour, one for each tick: `v_00` to `v_45` the values, `n_00` to `n_45` the ticks they sum. */
const asked = (kind: UseScope["kind"], sign: "" | "-") =>
  list([
    ...ticksPerHour.map((minute) => `${sign}u.${kind === "gauge" ? "last" : "sum"}_${minute} as v_${minute}`),
    ...ticksPerHour.map((minute) => `${sign}u.ticks_${minute} as n_${minute}`),
  ]);

/** The same, summed over rows named `u`. */
export const summedHours = list(
  ["v", "n"].flatMap((name) => ticksPerHour.map((minute) => `sum(u.${name}_${minute}) as ${name}_${minute}`)),
);

const place = list(
  ["customer_id", "hour", "cloud_id", "service_id", "overflow", "dimensions"].map((column) => `u.${column}`),
);

/** The hours that lie in the time or are cut by its begin and end, of rows named `u`. */
const inTime = ({ from, to }: NamedScope): SQL => sql`u.hour >= ${hourOf(at(from))} and u.hour < ${at(to)}`;

/** A query up to its WHERE: stored rollups as `u`, with the figures that a question about this kind of meter asks. */
export const rolledUp = ({ kind }: Pick<UseScope, "kind">): SQL =>
  sql`select ${place}, ${asked(kind, "")} from usage_hours u`;

/**
 * Two parts of a WITH. `moved`: of each marked hour in the scope what it holds in the ticks, less what was rolled up of
 * it. `hours`: the stored rollups together with these, which is exact however many hours are marked. Both of one
 * snapshot, since they are one statement.
 * @param rolled whose stored rows: the scope's owner's, or each customer's
 */
export function hoursOf(scope: NamedScope, rolled: "owner" | "each customer" = "owner"): SQL {
  const { customerId, meter, kind } = scope;
  const whose = customerId === undefined ? sql`true` : sql`u.customer_id = ${customerId}`;
  const owner = rolled === "owner" ? sql`u.customer_id = ${ownerOf(scope)}` : sql`u.customer_id <> '*'`;
  return sql`
    marked as materialized (
      select distinct u.customer_id, u.meter, u.hour from usage_marks u where ${whose} and u.meter = ${meter} and ${inTime(scope)}),
    moved as materialized (
      select ${place}, ${asked(kind, "-")} from marked m cross join lateral (
        select u.* from usage_hours u
         where u.customer_id = m.customer_id and u.hour = m.hour and ${placed(scope)} offset 0) u
       union all
      select ${place}, ${asked(kind, "")} from marked m cross join lateral (
        select t.customer_id, m.hour, t.cloud_id, t.service_id, t.overflow, t.dimensions, ${summedTicks}
          from (select u.* from usage_ticks u
                 where u.customer_id = m.customer_id and u.tick >= m.hour and u.tick < m.hour + interval '1 hour'
                   and ${placed(scope)}) t
         group by 1, 2, 3, 4, 5, 6) u),
    hours as (
      ${rolledUp(scope)} where ${owner} and ${inTime(scope)} and ${placed(scope)}
       union all
      select * from moved)`;
}

/** The ticks of hours named `u`, by a row each as `t`: `tick`, `value` and `rows`, how many ticks it is the sum of. */
const ticksOf: SQL = sql.raw(
  `lateral (values ${ticksPerHour
    .map((minute) => `(u.hour + interval '${Number(minute)} minutes', u.v_${minute}, u.n_${minute})`)
    .join(", ")}) as t (tick, value, rows)`,
);

/** The same with one row for each hour, for times and buckets that cut none. */
const wholeOf: SQL = sql.raw(
  `lateral (values (u.hour, ${["v", "n"].map((name) => ticksPerHour.map((minute) => `u.${name}_${minute}`).join(" + ")).join(", ")})) as t (tick, value, rows)`,
);

/**
 * A part of a query from its first table on: the hours as `u`, with what they hold in the time as `t`, by hours where
 * `whole`, else by ticks. Rows that cancel each other are among them: what sums to no `rows` was not reported.
 */
export const partsOfHours = ({ from, to }: NamedScope, whole: boolean): SQL =>
  sql`hours u cross join ${whole ? wholeOf : ticksOf} where t.tick >= ${at(from)} and t.tick < ${at(to)}`;

/**
 * A part of a query from its first table on: the ticks of the hours as `t`, with the groups as `u`; only those that
 * were reported in the time.
 */
export function ticksOfHours({ from, to }: NamedScope, groups: readonly SQL[], hours: SQL = sql`hours`): SQL {
  const columns = sql.join([sql`u.hour`, ...groups], sql`, `);
  return sql`(select ${columns}, ${summedHours} from ${hours} u group by ${columns}) u cross join ${ticksOf}
    where t.rows <> 0 and t.tick >= ${at(from)} and t.tick < ${at(to)}`;
}
