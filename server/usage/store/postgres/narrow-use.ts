import { type SQL, sql } from "drizzle-orm";
import type { GroupedBy, UsePlace } from "../port";

/** What the rows of `narrowed` are grouped by. */
export function groupOf(groupBy: GroupedBy): SQL {
  if (groupBy === "cloud") return sql`u.cloud_id`;
  if (groupBy === "customer") return sql`u.customer_id`;
  return groupBy === "machine" ? sql`coalesce(u.machine_id, '')` : sql`coalesce(g.name, '')`;
}

/**
 * The part of a query from its first table on: ticks or records as `u`, in the asked places.
 * Lists are joined: a filter over a list of parameters would be searched from its begin for each row.
 */
export function narrowed(
  table: "ticks" | "records",
  { customerIds, cloudId, machineIds, groupBy }: UsePlace & { groupBy?: GroupedBy },
  ...conditions: SQL[]
): SQL {
  const parts = [table === "ticks" ? sql`usage_ticks u` : sql`usage_records u`];
  const where = [...conditions];
  const narrow = (column: SQL, ids: readonly string[], name: SQL) => {
    if (ids.length === 1) where.push(sql`${column} = ${ids[0]}`);
    else parts.push(sql`join unnest(${sql.param(ids)}::text[]) as ${name} (id) on ${name}.id = ${column}`);
  };
  narrow(sql`u.customer_id`, customerIds, sql`c`);
  if (machineIds) narrow(sql`u.machine_id`, machineIds, sql`m`);
  if (cloudId !== undefined) where.push(sql`u.cloud_id = ${cloudId}`);
  if (groupBy && typeof groupBy !== "string")
    parts.push(sql`left join unnest(${sql.param([...groupBy.keys()])}::text[], ${sql.param([...groupBy.values()])}::text[])
      as g (id, name) on g.id = u.machine_id`);
  return sql`${sql.join(parts, sql` `)} where ${sql.join(where, sql` and `)}`;
}

/** The ticks of a meter and a time, as `u`. */
export function narrowedTicks(
  scope: UsePlace & { meter: string; from: Date; to: Date; groupBy?: GroupedBy },
  ...conditions: SQL[]
): SQL {
  const time = sql`u.tick >= ${at(scope.from)} and u.tick < ${at(scope.to)}`;
  return narrowed("ticks", scope, sql`u.meter = ${scope.meter}`, time, ...conditions);
}

export const at = (instant: Date): SQL => sql`${instant.toISOString()}::timestamptz`;
