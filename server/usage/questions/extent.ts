import type { Context } from "../../context";
import { Exact } from "../../quantity";
import { usageStore } from "../store/usage-store";
import type { MeterHistory } from "../store/use-over-time";
import { type Grouped, groupedAsked, type UsageScope } from "./scope";

/** First and last use of each meter, by one customer or by all; meters never used are absent. */
export function meterHistories(ctx: Context, asked: { customerId?: string | undefined }): Promise<MeterHistory[]> {
  return usageStore.histories(ctx, asked);
}

/**
 * The line of a long time: of each day of the zone the largest sum of a gauge, a counter's sum. Exact decimals; days
 * without use are absent. @throws not_found for an unknown meter
 */
export async function usageOutline(
  ctx: Context,
  { zone, ...asked }: UsageScope & { zone?: string | undefined },
): Promise<{ at: Date; value: string }[]> {
  const { unit: _, ...scope } = await groupedAsked(ctx, { ...asked, groupBy: "cloud" });
  const days = new Map<number, Exact>();
  for (const { at, quantity } of await usageStore.series(ctx, { ...scope, grain: "day", zone }))
    days.set(at.getTime(), (days.get(at.getTime()) ?? new Exact(0)).plus(quantity));
  return [...days].sort(([a], [b]) => a - b).map(([at, value]) => ({ at: new Date(at), value: value.toFixed() }));
}

/**
 * How many machines reported, in each group and altogether, and how many of each group's are overflow machines. A
 * machine whose use lies in two clouds is one of each.
 */
export type MachineCounts = { groups: Record<string, number>; overflow: Record<string, number>; all: number };

/** @throws not_found for an unknown meter */
export async function machinesByGroup(ctx: Context, asked: Grouped): Promise<MachineCounts> {
  const { unit: _, ...question } = await groupedAsked(ctx, asked);
  const { groups, all } = await usageStore.reporters(ctx, question);
  return {
    groups: Object.fromEntries(groups.map(({ group, machines }) => [group, machines])),
    overflow: Object.fromEntries(
      groups.filter(({ overflow }) => overflow > 0).map(({ group, overflow }) => [group, overflow]),
    ),
    all,
  };
}
