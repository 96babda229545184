import { and, desc, eq, gt, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { meters, standings, subscriptionParameters } from "@/db/schema";
import { runsAt } from "../billing/lock-standing";
import { markStandingsDirty } from "../billing/mark-standings-dirty";
import type { Context } from "../context";
import { onPremises } from "../usage/rules";
import { tickMs } from "../usage/ticks";

/** Limits looked at in one run; the rest comes with the next. */
const bound = 500;

/**
 * Marks limits whose standing of the running window shows use that no machine reports any more: no record comes that
 * would mark it, and a screen would go on to show the last figures as the use now.
 * @returns how many standings became dirty
 */
export async function markStaleUse(ctx: Context): Promise<number> {
  const running = ctx.tx
    .select({ judgedAt: standings.judgedAt, dirty: standings.dirty, use: sql<string>`figures ->> 'use'`.as("use") })
    .from(standings)
    .where(
      and(
        eq(standings.customerId, subscriptionParameters.customerId),
        eq(standings.parameterId, subscriptionParameters.id),
        runsAt(ctx.now),
        isNotNull(standings.figures),
      ),
    )
    .orderBy(desc(standings.windowStart))
    .limit(1)
    .as("running");
  const stale = await ctx.tx
    .select({
      customerId: subscriptionParameters.customerId,
      meter: subscriptionParameters.meter,
      cloudId: subscriptionParameters.scopeCloudId,
    })
    .from(subscriptionParameters)
    .innerJoin(meters, and(eq(meters.slug, subscriptionParameters.meter), eq(meters.kind, "gauge")))
    .innerJoinLateral(running, sql`true`)
    .where(
      and(
        lte(subscriptionParameters.validFrom, ctx.now),
        or(isNull(subscriptionParameters.validTo), gt(subscriptionParameters.validTo, ctx.now)),
        eq(running.dirty, false),
        sql`${running.use}::numeric > 0`,
        sql`${running.judgedAt} + ${meters.staleMinutes} * interval '1 minute' < ${new Date(ctx.now.getTime() - tickMs).toISOString()}::timestamptz`,
      ),
    )
    .limit(bound);
  let marked = 0;
  for (const { customerId, meter, cloudId } of stale)
    marked += await markStandingsDirty(ctx, {
      customerId,
      touched: [{ meter, cloudId: cloudId ?? onPremises, first: ctx.now, last: ctx.now }],
    });
  return marked;
}
