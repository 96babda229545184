import { type SQL, sql } from "drizzle-orm";
import { DomainError } from "./errors";

export type Page<T> = { rows: T[]; nextCursor: string | null };

/**
 * One page by key set: rows after the cursor in the order of (value, id). A cursor names the last row's value and id,
 * so that pages neither skip nor repeat when rows come and go, and the hundredth page costs what the first does.
 */
export async function pageOf<T extends { id: string; sortValue: string }>(input: {
  cursor: string | null;
  limit: number;
  /** What is sorted by, as text; unique together with `id`. */
  value: SQL;
  id: SQL;
  descending: boolean;
  read: (after: SQL | undefined, order: SQL, limit: number) => Promise<T[]>;
}): Promise<Page<Omit<T, "sortValue">>> {
  const { value, id, descending } = input;
  const direction = descending ? sql`desc` : sql`asc`;
  const order = sql`${value} ${direction}, ${id} ${direction}`;
  const last = input.cursor === null ? null : readCursor(input.cursor);
  const after = last
    ? sql`(${value}, ${id}) ${descending ? sql`<` : sql`>`} (${last.value}::text, ${last.id}::text)`
    : undefined;
  const found = await input.read(after, order, input.limit + 1);
  const rows = found.slice(0, input.limit);
  const end = rows.at(-1);
  const nextCursor =
    found.length > input.limit && end
      ? Buffer.from(JSON.stringify([end.sortValue, end.id])).toString("base64url")
      : null;
  return { rows: rows.map(({ sortValue: _, ...row }) => row), nextCursor };
}

function readCursor(cursor: string): { value: string; id: string } {
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (typeof value === "string" && typeof id === "string") return { value, id };
  } catch {
    // Not one of ours: refused below.
  }
  throw new DomainError("invalid_input", "This page's cursor is not right. Start again at the first page.");
}
