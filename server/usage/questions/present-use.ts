import type { UsageTick } from "../../billing/engine/types";
import type { Context } from "../../context";
import { Exact } from "../../quantity";
import { presentTime } from "../present-time";
import { usageStore } from "../store/usage-store";
import type { GroupValue } from "../store/use-over-time";
import { engineTick } from "./queries";
import { type Grouped, groupedAsked, type KnownMeter, meterBySlug } from "./scope";

/** Use at an instant; exact decimals. `overflow` is the part that overflow machines reported, `carried` by group. */
export type PresentUse = {
  at: Date;
  total: string;
  overflow: string;
  values: Record<string, string>;
  carried: Record<string, string>;
};

/**
 * A gauge's use now: each machine's last value within its meter's staleness, summed by group. Every "now" of a screen,
 * of an API and of a standing is made from this or from `presentTicks`, which reads the same rows.
 * @param at the instant; the context's time unless given
 * @throws not_found for an unknown meter
 */
export async function presentUse(
  ctx: Context,
  { at = ctx.now, meter, ...place }: Omit<Grouped, "from" | "to"> & { at?: Date },
): Promise<PresentUse> {
  const time = presentTime(await meterBySlug(ctx, meter), at);
  const { unit: _, ...grouped } = await groupedAsked(ctx, { ...place, meter, ...time });
  return summed(at, await usageStore.lastValues(ctx, grouped));
}

/** The same of customers as the engine takes it, machine by machine: of each of these moments, in their order. */
export async function presentTicks(
  ctx: Context,
  of: readonly { customerId: string; meter: KnownMeter; at: Date }[],
): Promise<UsageTick[][]> {
  const windows = of.map(({ customerId, meter, at }) => ({
    ...{ customerId, meter: meter.slug, kind: meter.kind, ...presentTime(meter, at) },
  }));
  return (await usageStore.lastTicks(ctx, windows)).map((ticks) => ticks.map(engineTick));
}

/**
 * A unique count over a time: how many values it has, each in the group that saw it first. It is no sum of its buckets.
 * @returns with the end of the time as `at` @throws not_found for an unknown meter
 */
export async function distinctUse(ctx: Context, asked: Grouped): Promise<PresentUse> {
  const { unit: _, ...grouped } = await groupedAsked(ctx, asked);
  return summed(asked.to, await usageStore.distinctValues(ctx, grouped));
}

function summed(at: Date, groups: readonly Omit<GroupValue, "at">[]): PresentUse {
  const use: PresentUse = { at, total: "0", overflow: "0", values: {}, carried: {} };
  for (const { group, quantity, overflow } of groups) {
    use.values[group] = quantity;
    if (overflow !== "0") use.carried[group] = overflow;
    use.total = new Exact(use.total).plus(quantity).toFixed();
    use.overflow = new Exact(use.overflow).plus(overflow).toFixed();
  }
  return use;
}
