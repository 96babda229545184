import { type SQL, sql } from "drizzle-orm";
import { countedFates } from "../../states";
import type { KnownOfRecords } from "../changed-use";
import { beginOfTick, longestSpan } from "./narrow-records";
import { at } from "./narrow-use";

const counted = sql`r.fate = any(${sql.param(countedFates)}::text[])`;

/** The spans of ticks that records, rows of `usage_records` named `r`, lie in, as recording places them. */
const firstOf = sql`least(${beginOfTick(sql`r.started_at`)}, span.last)`;
const spanOfCounter = sql`lateral (select ${beginOfTick(sql`r.ended_at - interval '1 millisecond'`)} as last) span`;

/**
 * A part of a query: the ticks that records lie in, a row for each as `touched`.
 * @param records what comes after FROM, with `usage_records` as `r`
 */
export const touchedTicks = (records: SQL, { instants }: Pick<KnownOfRecords, "instants">): SQL => sql`
  (select distinct r.meter, r.cloud_id, ${reporter(instants)} as machine_id, g.tick
     from (${records}) r, ${spanOfCounter},
          lateral (select case when ${isOfInstant(instants)} then ${beginOfTick(sql`r.ended_at`)} else coalesce(${firstOf}, span.last) end as first,
                          case when ${isOfInstant(instants)} then ${beginOfTick(sql`r.ended_at`)} else span.last end as last) places,
          lateral generate_series(places.first, places.last, interval '15 minutes') as g (tick)) touched`;

const isOfInstant = (instants: readonly string[]): SQL => sql`r.meter = any(${sql.param(instants)}::text[])`;

/** As `reporterOf` (reporter.ts) has it. */
const reporter = (instants: readonly string[]): SQL =>
  sql`coalesce(r.machine_id, case when ${isOfInstant(instants)} then '~' || r.source else '' end)`;

/**
 * What the rollups hold of the dimensions of records by this name: those that the meter declares, as `count_usage` has
 * it (db/migrations/0053_dimensions.sql).
 */
export function declaredText(declared: KnownOfRecords["declared"], name: "r" | "u"): SQL {
  const record = sql.raw(name);
  const meters = Object.entries(declared).flatMap(([meter, names]) => (names.length > 0 ? [meter] : []));
  if (meters.length === 0) return sql`''`;
  return sql`case when ${record}.dimensions is not null and ${record}.meter = any(${sql.param(meters)}::text[]) then coalesce((
      select jsonb_object_agg(d.key, d.value)::text from jsonb_each(${record}.dimensions) d
       where ${JSON.stringify(declared)}::text::jsonb -> ${record}.meter ? d.key), '') else '' end`;
}

/**
 * A part of a query, to be named: ticks from the records that count in them, as recording makes them, of all at once.
 * @param of.customerId one customer's; everybody's without it
 * @param among which ticks, as `s`; those of the time alone are whole
 */
export function ticksOfRecords(of: KnownOfRecords & { customerId?: string; from: Date; to: Date }, among: SQL): SQL {
  const { instants, counters, customerId } = of;
  const dimensions = declaredText(of.declared, "r");
  const [from, to] = [at(of.from), at(of.to)];
  const owned = customerId === undefined ? counted : sql`r.customer_id = ${customerId} and ${counted}`;
  return sql`(
    with counted as (
      select r.customer_id, r.meter, r.cloud_id, coalesce(r.machine_id, '') as machine_id, r.quantity, r.started_at, r.ended_at,
             ${dimensions} as dimensions,
             ${firstOf} as first, span.last
        from usage_records r, ${spanOfCounter}
       where ${owned} and r.meter = any(${sql.param(counters)}::text[]) and r.ended_at > ${from} and r.ended_at <= ${to} + ${longestSpan}
       union all
      select r.customer_id, r.meter, r.cloud_id, ${reporter(instants)}, r.quantity, null, r.ended_at, ${dimensions}, span.tick, span.tick
        from usage_records r, lateral (select ${beginOfTick(sql`r.ended_at`)} as tick) span
       where ${owned} and ${isOfInstant(instants)} and r.ended_at >= ${from} and r.ended_at < ${to}),
    shares as (
      select c.*, c.first as tick, c.quantity as share from counted c where c.first = c.last
       union all
      select c.*, s.tick, s.share
        from counted c, lateral split_usage(c.quantity, c.started_at, c.ended_at, c.first, c.last) s where c.first < c.last)
    select s.customer_id, s.meter, s.tick, s.cloud_id, s.machine_id, s.dimensions, coalesce(max(m.service_id), '') as service_id,
           coalesce(bool_or(m.overflow), false) as overflow, sum(s.share) as sum,
           (array_agg(s.share order by s.ended_at desc, s.share desc))[1] as last, max(s.ended_at) as last_at, count(*)::int as records
      from shares s
      left join ${knownMachines(of)} on m.customer_id = s.customer_id and m.id = s.machine_id
     where ${among}
     group by 1, 2, 3, 4, 5, 6)`;
}

/** A part of a query: the machines as `m`. */
function knownMachines({ machines }: KnownOfRecords): SQL {
  const machine = <T>(pick: (one: KnownOfRecords["machines"][number]) => T) => sql.param(machines.map(pick));
  return sql`unnest(${machine((one) => one.customerId)}::text[], ${machine((one) => one.id)}::text[],
                       ${machine((one) => one.serviceId)}::text[], ${machine((one) => String(one.overflow))}::text[]::boolean[])
                        as m (customer_id, id, service_id, overflow)`;
}

/**
 * A part of a query: the values of unique counts from the records that count in them, as recording stores them.
 * @param of.customerId one customer's; everybody's without it
 * @param among which of them, as `s`; those of the time alone are whole
 */
export function valuesOfRecords(of: KnownOfRecords & { customerId?: string; from: Date; to: Date }, among: SQL): SQL {
  const { uniques, customerId } = of;
  const owned = customerId === undefined ? counted : sql`r.customer_id = ${customerId} and ${counted}`;
  return sql`(
    select s.customer_id, s.meter, s.tick, s.cloud_id, s.machine_id, s.value, s.dimensions, coalesce(max(m.service_id), '') as service_id,
           coalesce(bool_or(m.overflow), false) as overflow
      from (select r.customer_id, r.meter, ${beginOfTick(sql`r.ended_at`)} as tick, r.cloud_id, ${reporter(of.instants)} as machine_id, r.value,
                   ${declaredText(of.declared, "r")} as dimensions
              from usage_records r
             where ${owned} and ${isOfInstant(uniques)} and r.value is not null and r.ended_at >= ${at(of.from)} and r.ended_at < ${at(of.to)}) s
      left join ${knownMachines(of)} on m.customer_id = s.customer_id and m.id = s.machine_id
     where ${among}
     group by 1, 2, 3, 4, 5, 6, 7)`;
}
