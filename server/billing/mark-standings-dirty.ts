import { and, eq, gt, isNotNull, or, sql } from "drizzle-orm";
import { customers, standings, subscriptionParameters } from "@/db/schema";
import { billingZone } from "../configuration/billing-zone";
import type { Context } from "../context";
import { newId } from "../ids";
import { windowFinder } from "./find-window";
import { onTick } from "./limit-terms";

/** Use that was recorded: its first and last tick (by their begins), its meter, its cloud (or `on-premises`). */
export type TouchedUse = { meter: string; cloudId: string; first: Date; last: Date };

/** A window of a limit that use falls into. */
export type TouchedWindow = { parameterId: string; meter: string; start: Date; end: Date };

/**
 * Marks where use changed, in the transaction that recorded it: one standing for each limit and window that the use
 * falls into, made where there is none. Judging comes after the commit (docs/rules.md 4.4); the worker is woken at
 * commit.
 * @param anyCloud the limits of every cloud, whichever cloud is named
 * @param corrected the use was corrected: what was billed too much for it is proposed (docs/rules.md 4.8)
 * @returns how many standings became dirty
 */
export async function markStandingsDirty(
  ctx: Context,
  { corrected = false, ...use }: { customerId: string; touched: TouchedUse[]; anyCloud?: boolean; corrected?: boolean },
): Promise<number> {
  const windows = await windowsOfUse(ctx, use);
  return windows.length === 0 ? 0 : upsert(ctx, use.customerId, windows, corrected ? ctx.now : null);
}

/** The windows, by limit and begin, whose standings such use changes. */
export async function windowsOfUse(
  ctx: Context,
  { customerId, touched, anyCloud = false }: { customerId: string; touched: TouchedUse[]; anyCloud?: boolean },
): Promise<TouchedWindow[]> {
  const meters = [...new Set(touched.map(({ meter }) => meter))];
  if (meters.length === 0) return [];
  const limits = await ctx.tx
    .select({ limit: subscriptionParameters, zone: billingZone })
    .from(subscriptionParameters)
    .innerJoin(customers, eq(customers.id, subscriptionParameters.customerId))
    .where(
      and(
        eq(subscriptionParameters.customerId, customerId),
        sql`${subscriptionParameters.meter} = any(${sql.param(meters)})`,
      ),
    );
  const windows = new Map<string, TouchedWindow>();
  // A limit over all clouds covers use that another of one cloud would have to cover otherwise.
  const aggregated = new Set(limits.filter(({ limit }) => limit.scopeCloudId === null).map(({ limit }) => limit.meter));
  for (const { limit, zone } of limits) {
    const begins = onTick(limit.validFrom).getTime();
    const ends = limit.validTo && onTick(limit.validTo);
    const windowOf = windowFinder(limit.period, zone, limit.anchorDay);
    for (const { meter, cloudId, first, last } of touched) {
      const isAffected = anyCloud || aggregated.has(meter) || limit.scopeCloudId === cloudId;
      if (meter !== limit.meter || !isAffected) continue;
      // From window to window, however many ticks a window has. Those in which the limit begins and ends are judged
      // whole: what other limits cover before it begins, or after it ends, decides what it sees.
      let window = windowOf(new Date(Math.max(first.getTime(), windowOf(new Date(begins)).start.getTime())));
      while (window.start <= last && !(ends && window.start >= ends)) {
        windows.set(`${limit.id} ${window.start.getTime()}`, { parameterId: limit.id, meter, ...window });
        window = windowOf(window.end);
      }
    }
  }
  // Sorted, so that two recordings touch standings in one order and cannot wait for each other.
  return [...windows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, window]) => window);
}

/**
 * Marks the standings that there are of a meter's windows since an instant, of every limit. Those that could not be
 * judged are tried again at once.
 * @returns how many became dirty
 */
export async function markStandingsSince(
  ctx: Context,
  { customerId, meter, since }: { customerId: string; meter: string; since: Date },
): Promise<number> {
  const marked = await ctx.tx
    .update(standings)
    .set({ dirty: true, dirtyAt: ctx.now, nextTryAt: null })
    .where(
      and(
        eq(standings.customerId, customerId),
        eq(standings.meter, meter),
        gt(standings.windowEnd, since),
        or(eq(standings.dirty, false), isNotNull(standings.nextTryAt)),
      ),
    )
    .returning({ id: standings.id });
  return marked.length;
}

/** Wakes the evaluators at commit where it marks any, in the same statement. */
async function upsert(
  ctx: Context,
  customerId: string,
  rows: readonly TouchedWindow[],
  correctedAt: Date | null,
): Promise<number> {
  const column = (pick: (row: (typeof rows)[number]) => string) => sql.param(rows.map(pick));
  const [made] = await ctx.tx.execute<{ marked: number }>(sql`
    with marked as (
    insert into ${standings} as s (customer_id, id, parameter_id, meter, window_start, window_end, dirty, dirty_at, over, corrected_at)
    select ${customerId}, u.id, u.parameter, u.meter, u.starts, u.ends, true, ${ctx.now.toISOString()}::timestamptz, false,
           ${correctedAt?.toISOString() ?? null}::timestamptz
      from unnest(${column(() => newId("standing", ctx.now))}::text[], ${column((row) => row.parameterId)}::text[],
                  ${column((row) => row.meter)}::text[], ${column((row) => row.start.toISOString())}::text[]::timestamptz[],
                  ${column((row) => row.end.toISOString())}::text[]::timestamptz[]) as u (id, parameter, meter, starts, ends)
    on conflict (customer_id, parameter_id, window_start)
      do update set dirty = true, dirty_at = case when s.dirty then s.dirty_at else excluded.dirty_at end,
                    corrected_at = coalesce(excluded.corrected_at, s.corrected_at)
      where not s.dirty or excluded.corrected_at is not null
    returning 1),
    counted as (select count(*)::integer as n from marked)
    select n as marked, case when n > 0 then pg_notify('spillway_work', 'standing')::text end as woken from counted`);
  return made?.marked ?? 0;
}
