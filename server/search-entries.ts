import { and, eq, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { searchEntries, type searchKinds } from "@/db/schema";
import type { Context } from "./context";

type SearchKind = (typeof searchKinds)[number];

/** What people type, as a pattern that finds it anywhere. */
const containing = (text: string): string => `%${escaped(text)}%`;

const escaped = (text: string) => text.replace(/[\\%_]/g, "\\$&");

/**
 * Whether a text holds what was searched, in any case: looked up in the index by runs of three characters. Fewer than
 * three are looked for at the beginning only.
 */
export function holds(column: PgColumn, search: string): SQL {
  if ([...search].length < 3) return sql`lower(${column}) like lower(${`${escaped(search)}%`})`;
  return sql`(search_trigrams(${column}) @> search_trigrams(${search}) and ${column} ilike ${containing(search)})`;
}

/** Ids of the customers, machines or links that hold what was searched, as a subselect. */
export const idsThatHold = (kind: SearchKind, search: string): SQL =>
  sql`(select ${searchEntries.id} from ${searchEntries} where ${holding(kind, search)})`;

/** The same with their customers: keys of the rows. */
export const keysThatHold = (kind: SearchKind, search: string): SQL =>
  sql`(select ${searchEntries.customerId}, ${searchEntries.id} from ${searchEntries} where ${holding(kind, search)})`;

/** The keys of at most `most` rows that hold what was searched, as a query to join: they come in no order. */
export const entriesThatHold = (ctx: Context, kind: SearchKind, search: string, most: number) =>
  ctx.tx
    .select({ customerId: searchEntries.customerId, id: searchEntries.id })
    .from(searchEntries)
    .where(holding(kind, search))
    .limit(most);

const holding = (kind: SearchKind, search: string) =>
  and(eq(searchEntries.kind, kind), holds(searchEntries.content, search));
