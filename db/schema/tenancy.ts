import { type SQL, sql } from "drizzle-orm";
import { bigint, customType, numeric, pgPolicy, pgRole, text, timestamp } from "drizzle-orm/pg-core";

/**
 * The two run-time roles. They are made by the launcher (or the administrator), never by a migration: roles are
 * cluster-wide.
 */
export const customerRole = pgRole("spillway_customer").existing();
export const providerRole = pgRole("spillway_provider").existing();

/** The customer set for the transaction (db/index.ts), or NULL: then every policy of the customer's role is false. */
export const currentCustomer = sql`current_setting('spillway.customer_id', true)`;
/** The customers of a transaction of several (db/index.ts, `withCustomers`). */
const currentCustomers = sql`string_to_array(current_setting('spillway.customers', true), ' ')`;

/**
 * Row-level security of a table with customer_id: customers see their own rows, the provider sees all.
 * `ownWhere`: which of their own rows alone. Two policies, not one with OR: the OR turns an index look-up into a scan
 * (docs/architecture.md, Tenancy).
 */
export function tenantPolicies(
  table: string,
  { column = "customer_id", ownWhere }: { column?: string; ownWhere?: SQL } = {},
) {
  const mine = sql`${sql.identifier(column)} = ${currentCustomer}`;
  const own = ownWhere ? sql`${mine} and ${ownWhere}` : mine;
  return [
    pgPolicy(`${table}_customer`, { as: "permissive", for: "all", to: customerRole, using: own, withCheck: own }),
    pgPolicy(`${table}_provider`, {
      as: "permissive",
      for: "all",
      to: providerRole,
      using: sql`true`,
      withCheck: sql`true`,
    }),
  ];
}

/** A transaction of several customers adds rows for each of them by one statement. What is read is still one's own. */
export const togetherPolicy = (table: string) =>
  pgPolicy(`${table}_together`, {
    as: "permissive",
    for: "insert",
    to: customerRole,
    withCheck: sql`customer_id = any (${currentCustomers})`,
  });

/** Columns every customer-owned table begins with. The primary key is (customer_id, id); id alone is unique too. */
export const customerId = () => text("customer_id").notNull();
export const id = () => text("id").notNull();

/** An instant. Always with time zone, always from the context's clock, never a default of the database. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Bytes, and minor units that people enter: 64-bit integers that never pass through a JavaScript number. */
export const bytes = (name: string) => bigint(name, { mode: "bigint" });
export const minorUnits = (name: string) => bigint(name, { mode: "bigint" });

/**
 * Minor units that are worked out from use and rates, and their sums: whole, and of any size, so that whatever use is
 * accepted can be priced and stored.
 */
export const computedMinorUnits = (name: string) => numeric(name, { precision: 100, scale: 0, mode: "bigint" });

/** Exact decimal, a string in TypeScript (decimal.js). */
export const quantity = (name: string) => numeric(name);

/** Binary content, e.g. an artefact or an encrypted secret. */
export const binary = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
