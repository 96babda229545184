import { addSubscription } from "../billing/add-subscription";
import { type LimitId, setLimitEnd, setLimitTerms, type TouchedWindows, withinAYear } from "../billing/change-limit";
import { markStandingsDirty, markStandingsSince } from "../billing/mark-standings-dirty";
import type { Context } from "../context";
import { meterBySlug } from "../usage/questions/scope";
import { onPremises } from "../usage/rules";
import { usageStore } from "../usage/store/usage-store";
import { tickMs } from "../usage/ticks";

const dayMs = 86_400_000;

/**
 * Subscribes a customer to a plan with limits, from a time on, in the past too: use since then is judged, also where it
 * was recorded before.
 * @returns the subscription's id
 * @throws as addSubscription; invalid_input for a begin more than a year back
 */
export async function subscribe(ctx: Context, input: Parameters<typeof addSubscription>[1]): Promise<string> {
  const since = withinAYear(ctx, input.validFrom);
  const id = await addSubscription(ctx, input);
  for (const meter of new Set(input.parameters.map((parameter) => parameter.meter)))
    await judgeAgain(ctx, { customerId: input.customerId, meter, since });
  return id;
}

/**
 * Changes a limit from a time on, and has every window since then judged again.
 * @returns those windows
 * @throws as setLimitTerms
 */
export async function changeLimit(ctx: Context, input: Parameters<typeof setLimitTerms>[1]): Promise<TouchedWindows> {
  return judgeAgain(ctx, await setLimitTerms(ctx, input));
}

/**
 * Ends a limit, and has every window since then judged again.
 * @returns those windows
 * @throws as setLimitEnd
 */
export async function endLimit(ctx: Context, input: LimitId & { at: Date | null }): Promise<TouchedWindows> {
  return judgeAgain(ctx, await setLimitEnd(ctx, input));
}

/**
 * Marks every window of a meter since an instant, of each limit: those that have a standing, and those in which
 * anything was used.
 */
async function judgeAgain(ctx: Context, windows: TouchedWindows): Promise<TouchedWindows> {
  const { customerId, meter, since } = windows;
  await markStandingsSince(ctx, { customerId, meter, since });
  const { kind } = await meterBySlug(ctx, meter);
  const from = new Date(Math.floor(since.getTime() / dayMs) * dayMs);
  const to = new Date(ctx.now.getTime() + tickMs);
  const scope = { customerId, meter, kind, from, to, groupBy: "customer" as const };
  const days = await usageStore.series(ctx, { ...scope, grain: "day" });
  const touched = days.map(({ at }) => ({
    meter,
    cloudId: onPremises,
    first: new Date(Math.max(at.getTime(), since.getTime())),
    last: new Date(Math.min(at.getTime() + dayMs - tickMs, ctx.now.getTime())),
  }));
  await markStandingsDirty(ctx, { customerId, touched, anyCloud: true });
  return windows;
}
