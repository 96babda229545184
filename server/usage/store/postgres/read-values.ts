import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../../context";
import type { GroupedUse, StoredTick, TickWindow, UseScope } from "../use-over-time";
import type { Bucket } from "./buckets";
import { at, groupOf, placedOf } from "./narrow-use";
import { machineOf, namedBy } from "./reporter";

/** Sightings of values, named `u`, of a scope. */
export const narrowedValues = (scope: UseScope): SQL =>
  sql`usage_values u where ${placedOf(scope)} and u.tick >= ${at(scope.from)} and u.tick < ${at(scope.to)}`;

/** Whether a sighting named `u` counts. */
function counts({ sightings }: TickWindow): SQL {
  if (!sightings) return sql`true`;
  const { within, overflow } = sightings;
  const times = within.map(
    ({ from, to, cloudId }) =>
      sql`(u.tick >= ${at(from)} and ${to ? sql`u.tick < ${at(to)}` : sql`true`} and ${cloudId === null ? sql`true` : sql`u.cloud_id = ${cloudId}`})`,
  );
  const somewhere = times.length > 0 ? sql`(${sql.join(times, sql` or `)})` : sql`false`;
  return overflow ? somewhere : sql`not u.overflow and ${somewhere}`;
}

/**
 * The ticks in which the values of a time were first seen. Value by value in the order of the primary key, each from
 * its first sighting there: what is read grows with the customer's values, not with how often each was seen.
 */
export async function firstSightings(ctx: Context, window: TickWindow): Promise<StoredTick[]> {
  const { customerId, meter, from, to } = window;
  const own = sql`u.customer_id = ${customerId} and u.meter = ${meter}`;
  type Row = { begins: number; machine: string; cloud: string; overflow: boolean; value: string };
  const rows = await ctx.tx.execute<Row>(sql`
    with recursive known as (
      (select u.value from usage_values u where ${own} order by u.value limit 1)
       union all
      select (select u.value from usage_values u where ${own} and u.value > k.value order by u.value limit 1)
        from known k where k.value is not null)
    select (extract(epoch from f.tick) * 1000)::float8 as begins, f.machine_id as machine, f.cloud_id as cloud, f.overflow,
           count(*)::text as value
      from known k
     cross join lateral (
       select u.* from usage_values u
        where ${own} and u.value = k.value and u.tick >= ${at(from)} and u.tick < ${at(to)} and ${counts(window)}
        order by u.tick, u.cloud_id, u.machine_id limit 1) f
     group by f.tick, f.cloud_id, f.machine_id, f.overflow order by 1, 3, 2`);
  return rows.map(({ begins, machine, cloud, overflow, value }) => ({
    ...{ tick: new Date(begins), ...namedBy(machine), cloudId: cloud, overflow, value },
  }));
}

/**
 * Part of a query from its first table on: the values of each bucket, each once for a customer, where it was first seen
 * in the bucket; as `u`, with the bucket's begin as `begins`.
 */
const oncePerBucket = (scope: UseScope, bucketOf: Bucket): SQL => sql`(
  select distinct on (u.customer_id, u.begins, u.value) u.*
    from (select u.*, ${bucketOf(sql`u.tick`)} as begins from ${narrowedValues(scope)}) u
   order by u.customer_id, u.begins, u.value, u.tick, u.cloud_id, u.machine_id, u.dimensions) u`;

/** How many distinct values each bucket had, each in the group in which it was first seen there. */
export const distinctByBucket = (question: GroupedUse, bucketOf: Bucket): SQL => sql`
  select u.begins as at, ${groupOf(question)} as "group", count(*)::text as quantity,
         (count(*) filter (where u.overflow))::text as overflow
    from ${oncePerBucket(question, bucketOf)} group by 1, 2`;

/** How many distinct values a time had, by the cloud in which each was first seen; `at` is the latest such tick. */
export const distinctByCloud = (scope: UseScope): SQL => sql`
  select max(u.tick) as at, u.cloud_id as "group", count(*)::text as quantity,
         (count(*) filter (where u.overflow))::text as overflow
    from ${oncePerBucket(scope, () => at(scope.from))} group by 2 order by 2`;

/** The same by bucket and place: what `pageOfPlaces` shows of a unique count. */
export const distinctByPlace = (scope: UseScope, bucketOf: Bucket): SQL => sql`
  select u.begins as at, u.cloud_id as cloud, ${machineOf} as machine, u.service_id as service, count(*)::numeric as quantity
    from ${oncePerBucket(scope, bucketOf)} group by 1, 2, 3, 4`;
