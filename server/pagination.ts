import { count, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Context } from "./context";
import { DomainError } from "./errors";

export type Page<T> = { rows: T[]; nextCursor: string | null };

/** A value that a list is sorted by: a column or an expression that is never NULL, and the type its text is read as. */
export type SortKey = { by: SQL | PgColumn; as: keyof typeof readable };

/**
 * The order of a list: by these keys; the last one is unique. The cursor contains the name, so that a cursor of one
 * order is not valid in another.
 */
export type Sort = { name: string; keys: readonly SortKey[]; descending: boolean };

/** What a query of one page is given. `place` is selected with the columns: where the row stands in the order. */
export type PageQuery = { after: SQL | undefined; order: SQL; limit: number; place: SQL<string[]> };

/** The most rows that one page reads while it looks for rows that pass the filter. */
const mostJudged = 5000;
const judgedAtOnce = 200;

/**
 * One page by key set: rows after the cursor in the order of the keys. Pages neither skip nor repeat when rows come and
 * go, and with an index on the keys the hundredth page costs what the first does.
 * The input's optional filter judges rows that no index can: one page reads at most 5,000 rows; it may then hold fewer
 * rows than requested and still name the next page.
 * @throws invalid_input for a cursor that no page of this order gave.
 */
export async function pageOf<T extends { place: string[] }>(input: {
  cursor: string | null | undefined;
  limit: number;
  sort: Sort;
  read: (query: PageQuery) => Promise<T[]>;
  keep?: (row: T) => boolean;
}): Promise<Page<Omit<T, "place">>> {
  const { limit, sort, keep } = input;
  const { order, place } = orderOf(sort);
  const query = (from: string[] | null, most: number) =>
    input.read({ after: from ? afterPlace(sort, from) : undefined, order, limit: most, place });
  const start = input.cursor ? placeOf(sort, input.cursor) : null;
  if (!keep) return cut(sort, await query(start, limit + 1), limit);
  const kept: T[] = [];
  for (let from = start, judged = 0; ; ) {
    const batch = await query(from, judgedAtOnce);
    kept.push(...batch.filter(keep));
    if (kept.length > limit || batch.length < judgedAtOnce) return cut(sort, kept, limit);
    judged += batch.length;
    from = batch.at(-1)?.place ?? null;
    if (judged >= mostJudged) return { rows: kept.map(withoutPlace), nextCursor: from && cursorOf(sort, from) };
  }
}

/** Where the page of this cursor begins, as a condition; undefined for the first page. @throws invalid_input */
export function afterCursor(sort: Sort, cursor: string | null | undefined): SQL | undefined {
  return cursor ? afterPlace(sort, placeOf(sort, cursor)) : undefined;
}

/** A count that ends at a limit: `more` where there are more than these. */
export type Counted = { n: number; more: boolean };

/** Counts the rows of a query up to `most`, so that no count costs more than that. Let an index give their order. */
export async function countUpTo(ctx: Context, most: number, rows: SQLWrapper): Promise<Counted> {
  const [counted] = await ctx.tx
    .select({ n: count() })
    .from(sql`(select 1 from ${rows} as found limit ${most + 1}) as counted`);
  const n = counted?.n ?? 0;
  return { n: Math.min(n, most), more: n > most };
}

function cut<T extends { place: string[] }>(sort: Sort, found: T[], limit: number): Page<Omit<T, "place">> {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows: rows.map(withoutPlace), nextCursor: found.length > limit && last ? cursorOf(sort, last.place) : null };
}

const withoutPlace = <T extends { place: string[] }>({ place: _, ...row }: T) => row;

function orderOf({ keys, descending }: Sort): { order: SQL; place: SQL<string[]> } {
  const direction = descending ? sql`desc` : sql`asc`;
  return {
    order: sql.join(
      keys.map(({ by }) => sql`${by} ${direction}`),
      sql`, `,
    ),
    place: sql<string[]>`array[${sql.join(
      keys.map(({ by }) => sql`${by}::text`),
      sql`, `,
    )}]`,
  };
}

/** Rows after a place. The first key is compared alone as well: it finds the place in an index of another table too. */
function afterPlace({ keys, descending }: Sort, place: string[]): SQL {
  const values = keys.map(({ as }, n) => sql`${place[n]}::${sql.raw(as)}`);
  const columns = keys.map(({ by }) => sql`${by}`);
  const beyond = descending ? sql`<` : sql`>`;
  const all = (parts: SQL[]) => sql.join(parts, sql`, `);
  if (keys.length === 1) return sql`${all(columns)} ${beyond} ${all(values)}`;
  return sql`(${columns[0]} ${beyond}= ${values[0]} and (${all(columns)}) ${beyond} (${all(values)}))`;
}

const cursorOf = (sort: Sort, place: string[]): string =>
  Buffer.from(JSON.stringify([sort.name, ...place])).toString("base64url");

/** What a value of each type looks like: anything else came from no page, and PostgreSQL would refuse it. */
const readable = {
  text: (value: string) => !value.includes("\u0000"),
  integer: (value: string) => /^-?\d{1,9}$/.test(value),
  bigint: (value: string) => /^-?\d{1,18}$/.test(value),
  uuid: (value: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  date: (value: string) => /^\d{4}-\d\d-\d\d$/.test(value),
  timestamptz: (value: string) => /^(-infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00)$/.test(value),
};

function placeOf(sort: Sort, cursor: string): string[] {
  try {
    const [name, ...place] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const fits = ({ as }: SortKey, n: number) => typeof place[n] === "string" && readable[as](place[n]);
    if (name === sort.name && place.length === sort.keys.length && sort.keys.every(fits)) return place;
  } catch {
    // Not JSON: refused below.
  }
  throw new DomainError("invalid_input", "This page's cursor is not right. Start again at the first page.");
}
