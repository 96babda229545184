import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { customers, meters, standings } from "@/db/schema";
import type { Context } from "../context";

/** Since when a standing cannot be judged. */
export const failingSince = sql<Date>`(${standings.failure} ->> 'since')::timestamptz`.mapWith(standings.nextTryAt);

/** Standings listed, at most. */
const most = 100;

/**
 * Standings that cannot be judged, of one customer or all, or on one limit, longest first: use in them is recorded and
 * not compared with the limit until one of the tries succeeds (docs/rules.md 4.13).
 */
export async function failingStandings(ctx: Context, customerId?: string, limitId?: string) {
  const rows = await ctx.tx
    .select({
      id: standings.id,
      customerId: standings.customerId,
      customerName: customers.name,
      timeZone: customers.timeZone,
      parameterId: standings.parameterId,
      meterName: meters.name,
      meter: standings.meter,
      windowStart: standings.windowStart,
      windowEnd: standings.windowEnd,
      failure: standings.failure,
      since: failingSince,
      nextTryAt: standings.nextTryAt,
    })
    .from(standings)
    .innerJoin(customers, eq(customers.id, standings.customerId))
    .innerJoin(meters, eq(meters.slug, standings.meter))
    .where(
      and(
        isNotNull(standings.failure),
        customerId === undefined ? undefined : eq(standings.customerId, customerId),
        limitId === undefined ? undefined : eq(standings.parameterId, limitId),
      ),
    )
    .orderBy(asc(failingSince), asc(standings.id))
    .limit(most);
  return rows.map(({ failure, ...row }) => ({
    ...row,
    tries: failure?.tries ?? 0,
    /** Why, for staff. */
    sentence: failure?.sentence ?? "",
  }));
}
export type FailingStanding = Awaited<ReturnType<typeof failingStandings>>[number];

/** The same for the customer, whose matter the reason is not. */
export async function ownFailingStandings(ctx: Context, customerId: string, limitId?: string) {
  const rows = await failingStandings(ctx, customerId, limitId);
  return rows.map(({ tries: _tries, sentence: _sentence, nextTryAt: _nextTryAt, ...row }) => row);
}
export type OwnFailingStanding = Awaited<ReturnType<typeof ownFailingStandings>>[number];
