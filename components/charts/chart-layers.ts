import type { ChartPoint, ChartSeries } from "./chart-types";

// Drawing only: numbers become pixels here, so floating point suffices. Displayed figures come from the strings.

/** A point as it is drawn: each layer as the range from its lower to its upper edge. */
export interface DrawnPoint {
  time: number;
  layers: Record<string, [number, number]>;
  carried: [number, number] | null;
  excess: [number, number] | null;
  /** Top edge of all layers; null in the future. */
  total: number | null;
  previous: number | null;
  source: ChartPoint;
}

/**
 * Stacks the series and cuts them off at the limit: the part below the line is covered use. Above it follow the carried
 * part (violet) and the excess (red). Without a limit nothing is cut off.
 */
export function drawnPoints(
  points: ChartPoint[],
  series: ChartSeries[],
  limit: string | null | undefined,
): DrawnPoint[] {
  const ceiling = limit === null || limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  return points.map((point) => {
    let level = 0;
    const layers: Record<string, [number, number]> = {};
    for (const { key } of series) {
      const value = point.values[key];
      if (value === undefined) continue;
      const low = Math.min(level, ceiling);
      level += Number(value);
      layers[key] = [low, Math.min(level, ceiling)];
    }
    const known = Object.keys(layers).length > 0;
    const covered = Math.min(level, ceiling);
    const carried = Number(point.carried ?? 0);
    const excess = Number(point.excess ?? 0);
    return {
      time: Date.parse(point.at),
      layers,
      carried: carried > 0 ? [covered, covered + carried] : null,
      excess: excess > 0 ? [covered + carried, covered + carried + excess] : null,
      total: known ? covered + carried + excess : null,
      previous: point.previous === undefined ? null : Number(point.previous),
      source: point,
    };
  });
}

/**
 * An area that begins or ends within the chart needs a neighboring point of zero thickness. Without it the area would
 * start one tick late, and an area of a single tick would not be drawn.
 */
export function withEdges(points: DrawnPoint[], part: "carried" | "excess"): ([number, number] | null)[] {
  return points.map((point, at) => {
    if (point[part]) return point[part];
    if (point.total === null || !(points[at + 1]?.[part] ?? points[at - 1]?.[part])) return null;
    const thickness = (range: [number, number] | null) => (range ? range[1] - range[0] : 0);
    const covered = point.total - thickness(point.carried) - thickness(point.excess);
    const edge = part === "carried" ? covered : covered + thickness(point.carried);
    return [edge, edge];
  });
}

/** The scale: from 0 to a round number above all drawn values, in at most 7 steps. */
export function valueScale(points: DrawnPoint[], limit: string | null | undefined): { top: number; ticks: number[] } {
  const most = points.reduce((max, one) => Math.max(max, one.total ?? 0, one.previous ?? 0), Number(limit ?? 0));
  if (most <= 0) return { top: 1, ticks: [0, 1] };
  const least = (most * 1.04) / 6;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 2.5, 4, 5, 10].map((factor) => factor * power).find((one) => one >= least) ?? 10 * power;
  const count = Math.ceil((most * 1.04) / step);
  return {
    top: step * count,
    ticks: Array.from({ length: count + 1 }, (_, at) => Number((step * at).toPrecision(12))),
  };
}
