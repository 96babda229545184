import type { Context } from "../../context";
import type { FateCount } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import type { groupings } from "./input";
import { type AskedPlace, counterMeters, placeAsked, servicesOf } from "./scope";

/** Which records: those whose use overlaps the time (docs/rules.md 3.12). */
export type FateScope = AskedPlace & {
  from: Date;
  to: Date;
  meter?: string | undefined;
  groupBy?: (typeof groupings)[number] | undefined;
};

/**
 * How many records of a window met which fate, in the groups of the chart: accepted is not the same as counted. A
 * record's cloud is where it was placed; one that names no known machine has the group "" by machine and by service.
 */
export async function fatesOf(ctx: Context, asked: FateScope): Promise<FateCount[]> {
  const { from, to, meter, customerId, groupBy = "cloud" } = asked;
  const [place, counters] = await Promise.all([placeAsked(ctx, asked), counterMeters(ctx)]);
  const question = { ...place, customerId, from, to, counters, ...(meter === undefined ? {} : { meter }) };
  if (groupBy !== "service") return usageStore.fateCounts(ctx, { ...question, groupBy });
  return byService(ctx, await usageStore.fateCounts(ctx, { ...question, groupBy: "machine" }));
}

/** Counts by machine as those of their services. */
async function byService(ctx: Context, counts: FateCount[]): Promise<FateCount[]> {
  const services = await servicesOf(ctx, [...new Set(counts.map(({ group }) => group))]);
  const sums = new Map<string, FateCount>();
  for (const count of counts) {
    const group = services.get(count.group) ?? "";
    const key = `${group} ${count.fate} ${count.sourceKind}`;
    sums.set(key, { ...count, group, records: (sums.get(key)?.records ?? 0) + count.records });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}
