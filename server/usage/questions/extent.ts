import { meters } from "@/db/schema";
import type { Context } from "../../context";
import type { MeterHistory } from "../store/port";
import { usageStore } from "../store/usage-store";
import { customersAsked, type Grouped, groupedAsked, scopeAsked, type UsageScope } from "./scope";

/** First and last use of each meter, by one customer or by all; meters never used are absent. */
export async function meterHistories(
  ctx: Context,
  asked: { customerId?: string | undefined },
): Promise<MeterHistory[]> {
  const [customerIds, rows] = await Promise.all([
    customersAsked(ctx, asked),
    ctx.tx.select({ slug: meters.slug }).from(meters),
  ]);
  return usageStore.histories(ctx, { meters: rows.map(({ slug }) => slug), customerIds });
}

/**
 * The line of a long time: of each day of the zone the largest sum of a gauge, a counter's sum. Exact decimals; days
 * without use are absent. @throws not_found for an unknown meter
 */
export async function usageOutline(
  ctx: Context,
  { zone, ...asked }: UsageScope & { zone?: string | undefined },
): Promise<{ at: Date; value: string }[]> {
  const { unit: _, ...scope } = await scopeAsked(ctx, asked);
  return usageStore.dailyTotals(ctx, { ...scope, zone });
}

/**
 * How many machines reported, in each group and altogether, and how many of each group's are overflow machines. A
 * machine whose use lies in two clouds is one of each.
 */
export type MachineCounts = { groups: Record<string, number>; overflow: Record<string, number>; all: number };

/** @throws not_found for an unknown meter */
export async function machinesByGroup(ctx: Context, asked: Grouped): Promise<MachineCounts> {
  const { unit: _, ...question } = await groupedAsked(ctx, asked);
  const rows = await usageStore.reporters(ctx, question);
  const groups: Record<string, number> = {};
  const carriers: Record<string, number> = {};
  for (const { group, overflow } of rows) {
    groups[group] = (groups[group] ?? 0) + 1;
    if (overflow) carriers[group] = (carriers[group] ?? 0) + 1;
  }
  return { groups, overflow: carriers, all: new Set(rows.map(({ machineId }) => machineId)).size };
}
