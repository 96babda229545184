import { type SQL, sql } from "drizzle-orm";
import { dimensionOf, otherGroups } from "../../questions/input";
import type { GroupedUse, UseScope } from "../use-over-time";
import { machineOf } from "./reporter";

/** A scope as a statement names it: values, or columns of a row that holds them. */
export type NamedScope = Omit<UseScope, "customerId" | "meter" | "cloudId" | "from" | "to"> & {
  customerId?: string | SQL | undefined;
  meter: string | SQL;
  cloudId?: string | SQL | undefined;
  from: Date | SQL;
  to: Date | SQL;
};

const columns = { cloud: "u.cloud_id", service: "u.service_id", customer: "u.customer_id" } as const;

/** The column of rows of hours, named `u`, that a question's groups are made of. */
export const columnOf = ({ groupBy }: Pick<GroupedUse, "groupBy">): SQL =>
  dimensionOf(groupBy) === null ? groupOf({ groupBy }) : sql`u.dimensions`;

/** What rows of ticks, hours, values or spans named `u` are grouped by. */
export function groupOf({ groupBy, named }: Pick<GroupedUse, "groupBy" | "named">): SQL {
  const dimension = dimensionOf(groupBy);
  const group =
    dimension !== null
      ? textOf(dimension)
      : groupBy === "machine"
        ? machineOf
        : sql.raw(columns[groupBy as keyof typeof columns]);
  return named
    ? sql`case when ${group} = any(${sql.param(named)}::text[]) then ${group} else ${otherGroups}::text end`
    : group;
}

/** The value of a dimension of rows named `u`; '' where they have none. */
const textOf = (name: string): SQL => sql`coalesce(nullif(u.dimensions, '')::jsonb ->> ${name}::text, '')`;

/** The owner of the rows of `usage_hours` that a question is about: '*' where it is about everybody. */
export function ownerOf({ customerId }: Pick<NamedScope, "customerId">): SQL {
  // A customer's role that names none asks for its own.
  return customerId === undefined
    ? sql`coalesce(nullif(current_setting('spillway.customer_id', true), ''), '*')`
    : sql`${customerId}::text`;
}

/** What narrows rows of rollups, named `u`, to the places of a scope. Owner and time are apart. */
export function placed({ meter, cloudId, machineId, serviceIds, dimension }: NamedScope): SQL {
  const where = [sql`u.meter = ${meter}`];
  if (cloudId !== undefined) where.push(sql`u.cloud_id = ${cloudId}`);
  if (machineId !== undefined) where.push(sql`u.machine_id = ${machineId}`);
  if (serviceIds !== undefined) where.push(sql`u.service_id = any(${sql.param(serviceIds)}::text[])`);
  if (dimension !== undefined) where.push(sql`${textOf(dimension.name)} = ${dimension.value}`);
  return sql.join(where, sql` and `);
}

/** The same of one customer's rows, or of all that the role sees. */
export function placedOf(scope: NamedScope): SQL {
  return scope.customerId === undefined ? placed(scope) : sql`u.customer_id = ${scope.customerId} and ${placed(scope)}`;
}

/** The part of a query from its first table on: the ticks of a scope, as `u`. */
export function narrowedTicks(scope: NamedScope, ...conditions: SQL[]): SQL {
  const time = sql`u.tick >= ${at(scope.from)} and u.tick < ${at(scope.to)}`;
  return sql`usage_ticks u where ${sql.join([placedOf(scope), time, ...conditions], sql` and `)}`;
}

export const at = (instant: Date | SQL): SQL =>
  instant instanceof Date ? sql`${instant.toISOString()}::timestamptz` : instant;
