import { sql } from "drizzle-orm";
import { type AnyPgColumn, check } from "drizzle-orm/pg-core";

/**
 * The database's own check of a state column: no value that the module's list (its states.ts) does not hold. NULL
 * passes, so that a column which may be empty needs no other form.
 */
export function stateCheck(table: string, column: AnyPgColumn, states: readonly string[]) {
  const values = sql.raw(states.map((state) => `'${state}'`).join(", "));
  // The column without its table: a partition checks the same expression under its own name.
  return check(`${table}_${column.name}_known`, sql`${sql.identifier(column.name)} in (${values})`);
}
