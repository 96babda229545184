import { addSubscription, type NewParameter } from "../billing/add-subscription";
import {
  type LimitChange,
  type LimitId,
  setLimitEnd,
  setLimitTerms,
  type TouchedWindows,
  withinAYear,
} from "../billing/change-limit";
import { cloudsNamed, type LimitBasis } from "../billing/limit-basis";
import { markStandingsDirty, markStandingsSince } from "../billing/mark-standings-dirty";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { parseMoney } from "../money";
import { meterBySlug } from "../usage/questions/scope";
import { onPremises } from "../usage/rules";
import { usageStore } from "../usage/store/usage-store";
import { tickMs } from "../usage/ticks";

// Use of the customer is held first, before limits are locked: what senders are recording is committed by then and is
// marked to be judged, and what they record afterwards meets the limits as they are.

const dayMs = 86_400_000;

/**
 * Terms as people write them: the cost cap as a decimal in the customer's currency (empty or null: none), clouds by
 * their slugs (empty or null: all of them).
 */
type Written<Terms> = Omit<Terms, "costCapMinor" | "scopeCloudId" | "referenceShares"> & {
  costCap?: string | null | undefined;
  cloud?: string | null | undefined;
  referenceShares?: { cloud: string; share: string }[] | undefined;
};

/**
 * Subscribes a customer to a plan with limits, from a time on, in the past too: use since then is judged, also where it
 * was recorded before.
 * @returns the subscription's id
 * @throws as addSubscription; invalid_input for a begin more than a year back
 */
export async function subscribe(
  ctx: Context,
  input: Omit<Parameters<typeof addSubscription>[1], "parameters"> & { parameters: Written<NewParameter>[] },
): Promise<string> {
  await usageStore.holdUse(ctx, input);
  const since = withinAYear(ctx, input.validFrom);
  const parameters: NewParameter[] = [];
  for (const parameter of input.parameters) parameters.push(await resolved(ctx, input.customerId, parameter));
  const id = await addSubscription(ctx, { ...input, parameters });
  for (const meter of new Set(input.parameters.map((parameter) => parameter.meter)))
    await judgeAgain(ctx, { customerId: input.customerId, meter, since });
  return id;
}

/**
 * Changes a limit from a time on, and has every window since then judged again.
 * @returns those windows
 * @throws as setLimitTerms
 */
export async function changeLimit(
  ctx: Context,
  input: LimitId & { from: Date; change: Written<LimitChange> & Pick<LimitBasis, "billingFactor"> },
): Promise<TouchedWindows> {
  await usageStore.holdUse(ctx, input);
  const { scopeCloudId, billingFactor, ...change } = await resolved(ctx, input.customerId, input.change);
  return judgeAgain(ctx, await setLimitTerms(ctx, { ...input, change, basis: { scopeCloudId, billingFactor } }));
}

/**
 * Ends a limit, and has every window since then judged again.
 * @returns those windows
 * @throws as setLimitEnd
 */
export async function endLimit(ctx: Context, input: LimitId & { at: Date | null }): Promise<TouchedWindows> {
  await usageStore.holdUse(ctx, input);
  return judgeAgain(ctx, await setLimitEnd(ctx, input));
}

/**
 * The terms with their cost cap in minor units and their clouds by id.
 * @throws invalid_input for more decimals than the currency has, and for a cloud that there is not
 */
async function resolved<Terms extends Written<object>>(
  ctx: Context,
  customerId: string,
  { costCap, cloud, referenceShares: shares, ...terms }: Terms,
) {
  const ids = await cloudsNamed(ctx, [...(cloud ? [cloud] : []), ...(shares ?? []).map((one) => one.cloud)]);
  const idOf = (name: string) => ids.get(name) ?? name;
  return {
    ...terms,
    ...(costCap !== undefined && { costCapMinor: await inMinorUnits(ctx, customerId, costCap) }),
    ...(cloud !== undefined && { scopeCloudId: cloud ? idOf(cloud) : null }),
    ...(shares && { referenceShares: Object.fromEntries(shares.map((one) => [idOf(one.cloud), one.share])) }),
  };
}

/** A cost cap in minor units; null: none. @throws invalid_input for more decimals than the currency has */
async function inMinorUnits(ctx: Context, customerId: string, costCap: string | null): Promise<bigint | null> {
  if (costCap === null || costCap === "") return null;
  const { currency } = await customerById(ctx, customerId);
  try {
    return parseMoney(costCap, currency).minor;
  } catch (error) {
    if (error instanceof RangeError) throw new DomainError("invalid_input", `The cost cap: ${error.message}`);
    throw error;
  }
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
