import type { Context } from "../../context";
import type { SeriesInput } from "../input";
import { type MachineCounts, machinesByGroup } from "./extent";
import { previousSeries, type Series, type SeriesPoint, usageSeries } from "./series";
import { type GroupLabel, groupLabels } from "./series-labels";

export type ChartSeries = Series & {
  labels: Record<string, GroupLabel>;
  previous: SeriesPoint[] | null;
  machines: MachineCounts | null;
};

/**
 * A series as a chart needs it: with the names of its groups and, if asked, the time of equal length before it and the
 * number of machines that reported.
 */
export async function chartSeries(
  ctx: Context,
  customerId: string | undefined,
  input: SeriesInput,
): Promise<ChartSeries> {
  const { previous, machines, ...asked } = input;
  const question = { ...asked, customerId };
  const series = await usageSeries(ctx, question);
  return {
    ...series,
    labels: await groupLabels(ctx, input.groupBy, series.groups),
    previous: previous ? (await previousSeries(ctx, question)).points : null,
    machines: machines ? await machinesByGroup(ctx, question) : null,
  };
}
