import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import type { RebuiltRows, RebuiltTime } from "../changed-use";
import { figures, hourOf, summedTicks } from "./hour-rows";
import { at } from "./narrow-use";
import { rollupLock } from "./settle-hours";
import { ticksOfRecords, valuesOfRecords } from "./ticks-of-records";

export async function usageExtent({ tx }: Context): Promise<{ from: Date; to: Date } | null> {
  type Row = { first: Date | string | null; last: Date | string | null };
  const [row] = await tx.execute<Row>(sql`
    select least(r.first, t.first) as first, greatest(r.last, t.last) as last
      from (select min(coalesce(started_at, ended_at)) as first, max(ended_at) as last from usage_records) r,
           (select min(tick) as first, max(tick) as last from usage_ticks) t`);
  return row?.first && row.last ? { from: new Date(row.first), to: new Date(row.last) } : null;
}

/** Ticks and values are compared with the records that count in them, then hours with the ticks. */
export async function rebuildTime(ctx: Context, time: RebuiltTime): Promise<RebuiltRows> {
  const [from, to] = [at(time.from), at(time.to)];
  await holdStill(ctx);
  const ticks = await replace(ctx, {
    table: "usage_ticks",
    key: ["customer_id", "meter", "tick", "cloud_id", "machine_id", "dimensions"],
    values: ["service_id", "overflow", "sum", "last", "last_at", "records"],
    where: sql`u.tick >= ${from} and u.tick < ${to}`,
    expected: ticksOfRecords(time, sql`s.tick >= ${from} and s.tick < ${to}`),
  });
  const values = await replace(ctx, {
    table: "usage_values",
    key: ["customer_id", "meter", "tick", "cloud_id", "machine_id", "value", "dimensions"],
    values: ["service_id", "overflow"],
    where: sql`u.tick >= ${from} and u.tick < ${to}`,
    expected: valuesOfRecords(time, sql`s.tick >= ${from} and s.tick < ${to}`),
  });
  const hours = await replace(ctx, {
    table: "usage_hours",
    key: ["customer_id", "meter", "hour", "cloud_id", "service_id", "overflow", "dimensions"],
    values: figures,
    where: sql`u.hour >= ${from} and u.hour < ${to}`,
    expected: sql`
      select owner.id as customer_id, t.meter, ${hourOf(sql`t.tick`)} as hour, t.cloud_id, t.service_id, t.overflow, t.dimensions, ${summedTicks}
        from usage_ticks t cross join lateral (values (t.customer_id), ('*')) as owner (id)
       where t.tick >= ${from} and t.tick < ${to} group by 1, 2, 3, 4, 5, 6, 7`,
  });
  return {
    changed: ticks.length + values.length + hours.length,
    touched: touchedBy([...ticks, ...values]),
  };
}

export async function rebuildSpans(ctx: Context): Promise<number> {
  await holdStill(ctx);
  const changed = await replace(ctx, {
    table: "usage_spans",
    key: ["customer_id", "meter", "cloud_id", "machine_id", "dimensions"],
    values: ["service_id", "overflow", "first_tick", "last_tick", "last", "last_at"],
    where: sql`true`,
    expected: sql`
      select distinct on (t.customer_id, t.meter, t.cloud_id, t.machine_id, t.series)
             t.*, min(t.tick) over (partition by t.customer_id, t.meter, t.cloud_id, t.machine_id, t.series) as first_tick, t.tick as last_tick
        from usage_ticks t order by t.customer_id, t.meter, t.cloud_id, t.machine_id, t.series, t.tick desc`,
  });
  return changed.length;
}

/** The ticks that differed, as the spans of each customer's meter in a cloud. */
function touchedBy(ticks: Changed[]): RebuiltRows["touched"] {
  const spans = new Map<string, RebuiltRows["touched"][number]>();
  for (const row of ticks) {
    const [customerId = "", meter = "", , cloudId = ""] = row.key;
    const tick = new Date(row.key[2] ?? "");
    const { first, last } = spans.get(`${customerId} ${meter} ${cloudId}`) ?? { first: tick, last: tick };
    const span = { customerId, meter, cloudId, first: tick < first ? tick : first, last: tick > last ? tick : last };
    spans.set(`${customerId} ${meter} ${cloudId}`, span);
  }
  return [...spans.values()];
}

/** No sender changes ticks between a comparison and the commit, and no other transaction rolls hours up. */
async function holdStill({ tx }: Context): Promise<void> {
  await tx.execute(sql`set local statement_timeout = 0`);
  await tx.execute(sql`select pg_advisory_xact_lock(${rollupLock})`);
  await tx.execute(sql`lock table usage_ticks in share row exclusive mode`);
}

type Replaced = { table: string; key: readonly string[]; values: readonly string[]; where: SQL; expected: SQL };

/** A row that differed, by its key as texts. */
type Changed = { key: string[] };

/** Makes the rows of a part of a table those that are expected. @returns what differed */
async function replace({ tx }: Context, { table, key, values, where, expected }: Replaced): Promise<Changed[]> {
  const columns = (names: readonly string[], of = "") => sql.raw(names.map((name) => of + name).join(", "));
  const same = sql`(${columns(key, "u.")}) = (${columns(key, "e.")})`;
  const texts = sql.raw(key.map((name) => `u.${name}::text`).join(", "));
  return tx.execute<Changed>(sql`
    with expected as materialized (${expected}),
    gone as (
      delete from ${sql.raw(table)} u where ${where} and not exists (select from expected e where ${same})
      returning array[${texts}] as key),
    written as (
      insert into ${sql.raw(table)} as u (${columns([...key, ...values])})
      select ${columns([...key, ...values], "e.")} from expected e
       where not exists (
         select from ${sql.raw(table)} u where ${where} and ${same} and (${columns(values, "u.")}) is not distinct from (${columns(values, "e.")}))
      on conflict (${sql.raw(key.join(", ").replace("dimensions", "series"))}) do update set ${sql.raw(values.map((name) => `${name} = excluded.${name}`).join(", "))}
      returning array[${texts}] as key)
    select * from gone union all select * from written`);
}
