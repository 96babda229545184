import { type SQL, sql } from "drizzle-orm";
import type { Grouping } from "../../questions/input";
import type { UseScope } from "../use-over-time";
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

/** What rows of ticks or hours named `u` are grouped by. */
export const groupOf = (groupBy: Grouping): SQL => (groupBy === "machine" ? machineOf : sql.raw(columns[groupBy]));

/** The owner of the rows of `usage_hours` that a question is about: '*' where it is about everybody. */
export function ownerOf({ customerId }: Pick<NamedScope, "customerId">): SQL {
  // A customer's role that names none asks for its own.
  return customerId === undefined
    ? sql`coalesce(nullif(current_setting('spillway.customer_id', true), ''), '*')`
    : sql`${customerId}::text`;
}

/** What narrows rows, named `u`, of ticks, hours or spans to the places of a scope. Owner and time are apart. */
export function placed({ meter, cloudId, machineId, serviceIds }: NamedScope): SQL {
  const where = [sql`u.meter = ${meter}`];
  if (cloudId !== undefined) where.push(sql`u.cloud_id = ${cloudId}`);
  if (machineId !== undefined) where.push(sql`u.machine_id = ${machineId}`);
  if (serviceIds !== undefined) where.push(sql`u.service_id = any(${sql.param(serviceIds)}::text[])`);
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
