import type { Context } from "../../context";
import { type MachineCounts, machinesByGroup } from "./extent";
import type { SeriesInput } from "./input";
import { distinctUse, type PresentUse, presentUse } from "./present-use";
import { meterBySlug, namedGroups } from "./scope";
import { previousSeries, type Series, type SeriesPoint, type SeriesQuestion, usageSeries, withoutTime } from "./series";
import { type GroupLabel, groupLabels } from "./series-labels";

export type ChartSeries = Series & {
  /**
   * What no sum or point of the chart says: a gauge's use now, and at the same moment of the time
   * before, null where the time does not hold this moment, and by days, where maxima are shown; of a unique count how
   * many values the time has, and the time before up to the same moment.
   */
  now: PresentUse | null;
  previousNow: PresentUse | null;
  labels: Record<string, GroupLabel>;
  previous: SeriesPoint[] | null;
  machines: MachineCounts | null;
};

/** Values of a dimension that a chart names; others are one group. */
const namedInChart = 12;

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
  const ofCustomer = { ...asked, customerId };
  const question = { ...ofCustomer, named: await namedGroups(ctx, ofCustomer, namedInChart) };
  const place = withoutTime(question);
  let asking: Promise<PresentUse> | undefined;
  const present = () => (asking ??= presentUse(ctx, place));
  const series = await usageSeries(ctx, question, present);
  const [now, previousNow] = await besideChart(ctx, question, present, previous);
  const groups = [...new Set([...series.groups, ...Object.keys(now?.values ?? {})])].sort();
  return {
    ...series,
    groups,
    now,
    previousNow,
    labels: await groupLabels(ctx, input.groupBy, groups),
    previous: previous ? (await previousSeries(ctx, question)).points : null,
    machines: machines ? await machinesByGroup(ctx, question) : null,
  };
}

/** `now` and `previousNow` of a chart. @param previous whether the time before is asked too */
async function besideChart(
  ctx: Context,
  question: SeriesQuestion,
  present: () => Promise<PresentUse>,
  previous: boolean | undefined,
): Promise<[PresentUse | null, PresentUse | null]> {
  const { meter, from, to, grain } = question;
  const { kind } = await meterBySlug(ctx, meter);
  const before = (at: Date) => new Date(at.getTime() - (to.getTime() - from.getTime()));
  if (kind === "unique") {
    const reached = new Date(Math.min(ctx.now.getTime(), to.getTime()));
    const earlier = { ...question, from: before(from), to: before(reached) };
    return [await distinctUse(ctx, question), previous ? await distinctUse(ctx, earlier) : null];
  }
  if (kind !== "gauge" || grain === "day" || from > ctx.now || ctx.now >= to) return [null, null];
  const earlier = { ...withoutTime(question), at: before(ctx.now) };
  return [await present(), previous ? await presentUse(ctx, earlier) : null];
}
