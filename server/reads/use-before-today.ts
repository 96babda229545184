import { and, eq, gt, isNull, lte, or } from "drizzle-orm";
import { customers, meters, subscriptionParameters } from "@/db/schema";
import { billingZone } from "../configuration/billing-zone";
import type { Context } from "../context";
import { billingWindow } from "../periods";
import { Exact } from "../quantity";
import { usageByCloudNow } from "../usage/questions/series";

/** Shorter windows have no "before today". */
const longWindows = ["day", "week", "month"];

const dayMs = 86_400_000;

/**
 * What each host cloud's ordinary machines had used when the customer's day began, by limit: of a gauge its last value
 * of the day before, of a counter the sum of its window so far. Decimal strings in the meter's unit by cloud; a limit
 * without any use before today is absent.
 */
export async function useBeforeToday(
  ctx: Context,
  customerId: string,
): Promise<Record<string, Record<string, string>>> {
  const limits = await ctx.tx
    .select({ parameter: subscriptionParameters, kind: meters.kind, zone: billingZone })
    .from(subscriptionParameters)
    .innerJoin(meters, eq(meters.slug, subscriptionParameters.meter))
    .innerJoin(customers, eq(customers.id, subscriptionParameters.customerId))
    .where(
      and(
        eq(subscriptionParameters.customerId, customerId),
        lte(subscriptionParameters.validFrom, ctx.now),
        or(isNull(subscriptionParameters.validTo), gt(subscriptionParameters.validTo, ctx.now)),
      ),
    );
  const before: Record<string, Record<string, string>> = {};
  for (const { parameter, kind, zone } of limits) {
    if (!longWindows.includes(parameter.period)) continue;
    const today = billingWindow("day", ctx.now, zone.timeZone).start;
    const window = billingWindow(parameter.period, ctx.now, zone, parameter.anchorDay);
    const from = kind === "gauge" ? new Date(today.getTime() - dayMs) : window.start;
    const { at, clouds } = await usageByCloudNow(ctx, { customerId, meter: parameter.meter, from, to: today });
    if (at === null) continue;
    before[parameter.id] = Object.fromEntries(
      clouds.map(({ cloudId, quantity, overflow }) => [cloudId, new Exact(quantity).minus(overflow).toFixed()]),
    );
  }
  return before;
}
