import { and, eq, gt, isNotNull, or, sql } from "drizzle-orm";
import { customers, standings, subscriptionParameters } from "@/db/schema";
import { billingZone } from "../configuration/billing-zone";
import type { Context } from "../context";
import { newId } from "../ids";
import type { BillingWindow } from "../periods";
import { stacked } from "../stacked";
import { windowFinder } from "./find-window";
import { onTick } from "./limit-terms";

/** Use that was recorded: its first and last tick (by their begins), its meter, its cloud (or `on-premises`). */
export type TouchedUse = { meter: string; cloudId: string; first: Date; last: Date };

/** A limit as far as it says which windows use falls into. */
export type WindowedLimit = {
  id: string;
  meter: string;
  scopeCloudId: string | null;
  validFrom: Date;
  validTo: Date | null;
  windowOf: (at: Date) => BillingWindow;
};

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
  return markWindows(ctx, [{ customerId: use.customerId, windows }], corrected ? ctx.now : null);
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
  const windowed = limits.map(({ limit, zone }) => ({
    ...limit,
    windowOf: windowFinder(limit.period, zone, limit.anchorDay),
  }));
  return windowsTouched(windowed, touched, anyCloud);
}

/** The same by limits that the caller has read. */
export function windowsTouched(
  limits: readonly WindowedLimit[],
  touched: readonly TouchedUse[],
  anyCloud = false,
): TouchedWindow[] {
  const windows = new Map<string, TouchedWindow>();
  // A limit over all clouds covers use that another of one cloud would have to cover otherwise.
  const aggregated = new Set(limits.filter(({ scopeCloudId }) => scopeCloudId === null).map(({ meter }) => meter));
  for (const limit of limits) {
    const { windowOf } = limit;
    const begins = onTick(limit.validFrom).getTime();
    const ends = limit.validTo && onTick(limit.validTo);
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

/**
 * Marks windows of several customers, each in its own role, and wakes the evaluators at commit.
 * @returns how many standings became dirty
 */
export async function markWindows(
  ctx: Context,
  marked: readonly { customerId: string; windows: readonly TouchedWindow[] }[],
  correctedAt: Date | null = null,
): Promise<number> {
  const some = marked.filter(({ windows }) => windows.length > 0);
  if (some.length === 0) return 0;
  const { all, first, last } = stacked(some.map(({ windows }) => windows));
  const column = (pick: (row: TouchedWindow) => string) => sql.param(all.map(pick));
  const [made] = await ctx.tx.execute<{ marked: number }>(sql`
    select sum(m.marked)::integer as marked
      from unnest(${sql.param(some.map(({ customerId }) => customerId))}::text[], ${sql.param(first)}::integer[],
                  ${sql.param(last)}::integer[]) as u (customer, a, z),
           lateral mark_standings(for_customer(u.customer), (${column(() => newId("standing", ctx.now))}::text[])[u.a:u.z],
             (${column((row) => row.parameterId)}::text[])[u.a:u.z], (${column((row) => row.meter)}::text[])[u.a:u.z],
             (${column((row) => row.start.toISOString())}::text[])[u.a:u.z]::timestamptz[],
             (${column((row) => row.end.toISOString())}::text[])[u.a:u.z]::timestamptz[],
             ${ctx.now.toISOString()}::timestamptz, ${correctedAt?.toISOString() ?? null}::timestamptz) as m (marked)`);
  return made?.marked ?? 0;
}
