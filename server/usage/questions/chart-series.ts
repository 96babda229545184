import type { Context } from "../../context";
import { type MachineCounts, machinesByGroup } from "./extent";
import type { SeriesInput } from "./input";
import { type PresentUse, presentUse } from "./present-use";
import { meterBySlug } from "./scope";
import { previousSeries, type Series, type SeriesPoint, usageSeries, withoutTime } from "./series";
import { type GroupLabel, groupLabels } from "./series-labels";

export type ChartSeries = Series & {
  /**
   * A gauge's use now, and at the same moment of the time before; null where the time does not hold this moment, and
   * by days, where maxima are shown.
   */
  now: PresentUse | null;
  previousNow: PresentUse | null;
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
  const { from, to, grain } = question;
  const place = withoutTime(question);
  let asking: Promise<PresentUse> | undefined;
  const present = () => (asking ??= presentUse(ctx, place));
  const series = await usageSeries(ctx, question, present);
  const { kind } = await meterBySlug(ctx, input.meter);
  const running = kind === "gauge" && grain !== "day" && from <= ctx.now && ctx.now < to;
  const before = new Date(ctx.now.getTime() - (to.getTime() - from.getTime()));
  const now = running ? await present() : null;
  const groups = [...new Set([...series.groups, ...Object.keys(now?.values ?? {})])].sort();
  return {
    ...series,
    groups,
    now,
    previousNow: running && previous ? await presentUse(ctx, { ...place, at: before }) : null,
    labels: await groupLabels(ctx, input.groupBy, groups),
    previous: previous ? (await previousSeries(ctx, question)).points : null,
    machines: machines ? await machinesByGroup(ctx, question) : null,
  };
}
