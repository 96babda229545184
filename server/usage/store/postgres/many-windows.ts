import { type SQL, sql } from "drizzle-orm";
import type { StoredTick, TickWindow } from "../use-over-time";
import type { NamedScope } from "./narrow-use";

/**
 * The part of a query from its first table on: windows as rows `w`, each with its place among them. What a statement
 * reads of them it reads row by row, by a lateral subquery: no plan of it compares all windows with all use, whatever
 * the tables' statistics say.
 */
export function windowsAsked(windows: readonly (TickWindow & { cloudId?: string | undefined })[]): SQL {
  const column = (of: (window: (typeof windows)[number]) => string | null) => sql.param(windows.map(of));
  return sql`(select a.customer_id, a.meter, a.begins, a.ends, a.cloud_id, (a.n - 1)::integer as place
    from unnest(${column(({ customerId }) => customerId)}::text[], ${column(({ meter }) => meter)}::text[],
                ${column(({ from }) => from.toISOString())}::text[]::timestamptz[],
                ${column(({ to }) => to.toISOString())}::text[]::timestamptz[],
                ${column(({ cloudId }) => cloudId ?? null)}::text[])
         with ordinality as a (customer_id, meter, begins, ends, cloud_id, n) offset 0) w`;
}

/** Whose use of what and when a row `w` asks. */
export const ofWindow = {
  customerId: sql`w.customer_id`,
  meter: sql`w.meter`,
  from: sql`w.begins`,
  to: sql`w.ends`,
} satisfies Partial<NamedScope>;

/** The one cloud that a row `w` asks about, or any. */
export const cloudOfWindow = sql`coalesce(w.cloud_id, u.cloud_id)`;

/** Asks about windows that one statement can answer at once, statement by statement. @returns answers in their order */
export async function askedAlike<Window, Answer>(
  windows: readonly Window[],
  alike: (window: Window) => string,
  ask: (some: readonly Window[]) => Promise<Answer[]>,
): Promise<Answer[]> {
  const groups = new Map<string, number[]>();
  for (const [n, window] of windows.entries()) {
    const group = groups.get(alike(window));
    if (group) group.push(n);
    else groups.set(alike(window), [n]);
  }
  const answers = new Map<number, Answer>();
  const answer = async (places: readonly number[]) => {
    const found = await ask(places.map((n) => windows[n] as Window));
    for (const [n, place] of places.entries()) answers.set(place, found[n] as Answer);
  };
  await Promise.all([...groups.values()].map(answer));
  return windows.map((_, n) => answers.get(n) as Answer);
}

/** The ticks of rows by their window's place. */
export function byPlace<Row extends { place: number }>(
  windows: readonly unknown[],
  rows: readonly Row[],
  tickOf: (row: Row) => StoredTick,
): StoredTick[][] {
  const found: StoredTick[][] = windows.map(() => []);
  for (const row of rows) found[row.place]?.push(tickOf(row));
  return found;
}
