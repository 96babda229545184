import { and, asc, eq, isNull, lt, notExists, sql } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { billingEvents, charges, standings } from "@/db/schema";
import type { Context } from "../context";

/** Standings of windows that ended before this time, at most so many. */
type Old = { before: Date; limit: number };

/**
 * Clears the readings of standings whose window has long ended. They only show whose rise carried the sum over; should
 * use come later still, that is taken from the ticks before the window.
 * @returns how many standings
 */
export async function clearReadings({ tx }: Context, { before, limit }: Old): Promise<number> {
  const cleared = await tx.execute(sql`
    update ${standings} set readings = null where ctid = any (array(
      select ctid from ${standings} where readings is not null and not dirty and window_end < ${before.toISOString()}::timestamptz
       order by window_end limit ${limit} for update skip locked))
    returning 1`);
  return cleared.length;
}

/**
 * Deletes standings of windows that ended long ago in which nothing happened: the threshold was not met, no event was
 * raised and nothing was charged. Should use come later still, the standing is made anew and judged as any other.
 * @returns how many
 */
export function pruneIdleStandings({ tx }: Context, { before, limit }: Old): Promise<number> {
  const events = tx
    .select({ id: billingEvents.id })
    .from(billingEvents)
    .where(and(eq(billingEvents.customerId, standings.customerId), eq(billingEvents.standingId, standings.id)));
  const charged = tx
    .select({ id: charges.id })
    .from(charges)
    .where(
      and(
        eq(charges.customerId, standings.customerId),
        eq(charges.parameterId, standings.parameterId),
        eq(charges.windowStart, standings.windowStart),
      ),
    );
  const where = and(
    isNull(standings.thresholdMetAt),
    sql`not ${standings.over} and not ${standings.dirty}`,
    lt(standings.windowEnd, before),
    notExists(events),
    notExists(charged),
  );
  return deletePiece(tx, standings, { where, orderBy: asc(standings.windowEnd), limit });
}
