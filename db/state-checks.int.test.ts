import { getTableColumns, getTableName, is } from "drizzle-orm";
import { type PgColumn, PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as schema from "./schema";
import { makeTestDatabase } from "./testing";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

/** Every list of a module's states.ts. */
const lists = Object.values(
  import.meta.glob<Record<string, unknown>>("../server/*/states.ts", { eager: true }),
).flatMap((module) => Object.values(module).filter((value): value is readonly string[] => Array.isArray(value)));

/** Columns of the schema with a closed set of values: the table, the column's name, the values. */
const exported: unknown[] = Object.values(schema);
const columns = exported
  .filter((value): value is PgTable => is(value, PgTable))
  .flatMap((table) =>
    Object.values(getTableColumns(table) as Record<string, PgColumn>).flatMap((column) =>
      column.enumValues?.length ? [{ table: getTableName(table), name: column.name, values: column.enumValues }] : [],
    ),
  );

/** Columns that hold a state, whatever else has a closed set of values (kinds, roles, periods). */
const isState = (name: string) => /^(state|state_before|resume_state|application|outcome|fate)$/.test(name);

test("every state column takes its values from a list of states.ts", () => {
  const own = columns.filter(({ name, values }) => isState(name) && !lists.includes(values));
  expect(own.map(({ table, name }) => `${table}.${name}`)).toEqual([]);
  expect(columns.filter(({ name }) => isState(name)).length).toBeGreaterThan(15);
});

test("the database's checks hold exactly the values of the lists", async () => {
  const rows = await t.db.providerSql<{ table: string; name: string; definition: string }[]>`
    select r.relname as "table", c.conname as name, pg_get_constraintdef(c.oid) as definition
      from pg_constraint c join pg_class r on r.oid = c.conrelid
     where c.contype = 'c' and c.conname like '%\\_known' and not r.relispartition`;
  const inDatabase = Object.fromEntries(
    rows.map(({ table, name, definition }) => [
      `${table}.${name.slice(table.length + 1, -"_known".length)}`,
      [...definition.matchAll(/'([^']*)'::text/g)].map((found) => found[1]).sort(),
    ]),
  );
  const inLists = columns
    .filter(({ name, values }) => isState(name) || lists.includes(values))
    .map(({ table, name, values }) => [`${table}.${name}`, [...values].sort()]);
  expect(inDatabase).toEqual(Object.fromEntries(inLists));
});

test("a state that no list holds is refused", async () => {
  const wrong = t.db.providerSql`
    insert into customers (id, name, identifier, state, currency, time_zone, credit_limit_minor, created_at)
    values ('cust_x', 'x', 'x', 'half_open', 'EUR', 'UTC', 0, '2026-11-01')`;
  await expect(wrong).rejects.toThrow("customers_state_known");
});
