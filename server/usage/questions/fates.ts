import type { Context } from "../../context";
import type { Grouping } from "../input";
import type { FateCount } from "../store/port";
import { usageStore } from "../store/usage-store";
import { type AskedPlace, groupingAsked, placeAsked } from "./scope";

/** Which records: by the time of the use; `from` belongs to it, `to` does not. */
export type FateScope = AskedPlace & {
  from: Date;
  to: Date;
  meter?: string | undefined;
  groupBy?: Grouping | undefined;
};

/**
 * How many records of a window met which fate, in the groups of the chart: accepted is not the same as counted. A
 * record's cloud is where it was placed; one that names no known machine has the group "" by machine and by service.
 */
export async function fatesOf(ctx: Context, asked: FateScope): Promise<FateCount[]> {
  const { from, to, meter, groupBy: by = "cloud" } = asked;
  const [place, groupBy] = await Promise.all([placeAsked(ctx, asked), groupingAsked(ctx, by, asked)]);
  return usageStore.fateCounts(ctx, { ...place, from, to, groupBy, ...(meter === undefined ? {} : { meter }) });
}
