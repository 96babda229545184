import { gt, lte, or, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/**
 * A lease or a due time that lies further ahead than it can be, and by more than this, is left by a clock set back. By
 * less it is another process's that read the time later, though it came first: it holds. In milliseconds.
 */
export const setBackMs = 3_600_000;

/**
 * Whether an instant of a row has passed, or was left by a clock that was set back since.
 * @param aheadMs how far ahead it is set at most
 */
export function passed(column: PgColumn, now: Date, aheadMs: number): SQL | undefined {
  return or(lte(column, now), gt(column, new Date(now.getTime() + aheadMs + setBackMs)));
}
