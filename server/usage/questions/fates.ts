import type { Context } from "../../context";
import type { Grouping } from "../input";
import type { FateCount } from "../store/port";
import { usageStore } from "../store/usage-store";
import { type AskedPlace, counterMeters, groupingAsked, placeAsked } from "./scope";

/** Which records: those whose use overlaps the time (docs/rules.md 3.12). */
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
  const [place, groupBy, counters] = await Promise.all([
    placeAsked(ctx, asked),
    groupingAsked(ctx, by, asked),
    counterMeters(ctx),
  ]);
  return usageStore.fateCounts(ctx, {
    ...place,
    from,
    to,
    counters,
    groupBy,
    ...(meter === undefined ? {} : { meter }),
  });
}
