"use client";
import { useId, useMemo } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { cloudFill } from "@/components/ui/cloud-color";
import { formatNumber, formatPercent } from "@/components/ui/format";
import { formatClock } from "@/components/ui/format-time";
import { type DrawnPoint, drawnPoints, valueScale, withEdges } from "./chart-layers";
import { ChartMarks } from "./chart-marks";
import { ChartTooltip } from "./chart-tooltip";
import type { UsageChartData } from "./chart-types";
import { Hatch } from "./hatch";
import { timeTicks } from "./time-ticks";

const AXIS = 24;
const valueText = (value: number) => formatNumber(value, { decimals: 2 });
const axisText = { fontSize: 11, className: "fill-ink-3" };

/** The chart itself. Use UsageChart, which loads it lazily. */
export function UsageChartDrawing({ height, ...data }: UsageChartData & { height: number }) {
  const hatch = useId().replaceAll(":", "");
  const { series, limit, threshold, zone } = data;
  const [from, to, now] = [Date.parse(data.from), Date.parse(data.to), Date.parse(data.now)];
  const points = useMemo(() => drawnPoints(data.points, series, limit), [data.points, series, limit]);
  const scale = useMemo(() => valueScale(points, limit), [points, limit]);
  const rows = useMemo(() => {
    const carried = withEdges(points, "carried");
    const excess = withEdges(points, "excess");
    return points.map((point, at) => ({ ...point, carried: carried[at], excess: excess[at], ...ghost(points, at) }));
  }, [points]);
  const ticks = timeTicks(from, to, zone, 11);
  const words = new Map(ticks.map((tick) => [tick.time, tick.text]));
  const limitAt = limit ? Number(limit) : null;
  const thresholdAt =
    limitAt !== null && threshold && Number(threshold) < 100 ? (limitAt * Number(threshold)) / 100 : null;
  // Both labels are above their lines, unless the lines are closer than a line of text.
  const close =
    limitAt !== null && thresholdAt !== null && ((limitAt - thresholdAt) / scale.top) * (height - AXIS - 20) < 18;

  // Each area has a lower and an upper edge; the dot on the axis would mark nothing.
  const dot = ({ cx, cy }: { cx?: number; cy?: number }) =>
    cx === undefined || cy === undefined || cy > height - AXIS - 1 ? (
      <g />
    ) : (
      <circle cx={cx} cy={cy} r={3.5} fill="var(--color-surface)" stroke="var(--color-ink)" strokeWidth={1.5} />
    );

  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 1000, height }}>
      <ComposedChart data={rows} margin={{ top: 20, right: 16, bottom: 0, left: 0 }} accessibilityLayer>
        <defs>
          <Hatch id={hatch} />
        </defs>
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="time"
          type="number"
          domain={[from, to]}
          ticks={ticks.map((tick) => tick.time)}
          tickFormatter={(time: number) => words.get(time) ?? ""}
          tick={axisText}
          tickLine={false}
          axisLine={false}
          height={AXIS}
          allowDataOverflow
          minTickGap={12}
        />
        <YAxis
          width={Math.max(60, 16 + 6.5 * valueText(scale.top).length)}
          domain={[0, scale.top]}
          ticks={scale.ticks}
          tickFormatter={valueText}
          tick={axisText}
          tickLine={false}
          axisLine={false}
        />
        {series.map((one) => (
          <Area
            key={one.key}
            dataKey={(point: DrawnPoint) => point.layers[one.key] ?? null}
            name={one.label}
            type="linear"
            stroke="var(--color-surface)"
            strokeWidth={1.5}
            fill={cloudFill(one.colorIndex)}
            fillOpacity={1}
            activeDot={dot}
            isAnimationActive={false}
          />
        ))}
        <Area
          dataKey="carried"
          type="linear"
          stroke="none"
          fill={`url(#${hatch})`}
          fillOpacity={1}
          activeDot={dot}
          isAnimationActive={false}
        />
        <Area
          dataKey="excess"
          type="linear"
          stroke="none"
          fill="var(--color-over)"
          fillOpacity={1}
          activeDot={dot}
          isAnimationActive={false}
        />
        {now < to ? (
          <ReferenceArea x1={Math.max(now, from)} x2={to} fill="var(--color-sunken)" fillOpacity={0.6} zIndex={-50} />
        ) : null}
        <Line dataKey="ghostInside" stroke="var(--color-surface)" {...dotted} />
        <Line dataKey="ghostOutside" stroke="var(--color-ghost)" {...dotted} />
        {now > from && now < to ? (
          <ReferenceLine
            x={now}
            stroke="var(--color-ink-3)"
            label={{
              value: `now, ${formatClock(now, zone)}`,
              // Left of the line where the future has no room for it.
              position: to - now > (to - from) / 4 ? "insideBottomLeft" : "insideBottomRight",
              fontSize: 11,
              className: "fill-ink-2 halo",
            }}
          />
        ) : null}
        {limitAt === null ? null : (
          <ReferenceLine
            y={limitAt}
            stroke="var(--color-ink)"
            strokeWidth={1.5}
            label={{
              value: `limit ${formatNumber(limit ?? 0)} ${data.unit}`,
              position: "insideBottomRight",
              fontSize: 12,
              fontWeight: 640,
              className: "fill-ink halo",
            }}
          />
        )}
        {thresholdAt === null ? null : (
          <ReferenceLine
            y={thresholdAt}
            stroke="var(--color-ink)"
            strokeWidth={1.2}
            strokeDasharray="5 4"
            label={{
              value: `threshold ${formatPercent(threshold ?? 0)}, ${formatNumber(thresholdAt)}`,
              position: close ? "insideTopRight" : "insideBottomRight",
              fontSize: 12,
              className: "fill-ink-2 halo",
            }}
          />
        )}
        <ChartMarks events={data.events ?? []} points={points} series={series} />
        <Tooltip
          cursor={{ stroke: "var(--color-ink)", strokeWidth: 1 }}
          isAnimationActive={false}
          offset={16}
          content={({ active, payload }) => {
            const point: DrawnPoint | undefined = active ? payload?.[0]?.payload : undefined;
            return point ? <ChartTooltip point={point.source} data={data} /> : null;
          }}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

const dotted = {
  type: "linear",
  strokeWidth: 2,
  strokeDasharray: ".5 4",
  strokeLinecap: "round",
  dot: false,
  activeDot: false,
  isAnimationActive: false,
} as const;

/**
 * The previous period is drawn in the surface's color over the areas and in grey outside of them, to be visible on
 * both.
 */
function ghost(points: DrawnPoint[], at: number): { ghostInside: number | null; ghostOutside: number | null } {
  const inside = (point: DrawnPoint | undefined) =>
    point?.previous !== null && point?.previous !== undefined && point.total !== null && point.previous < point.total;
  const point = points[at];
  const previous = point?.previous ?? null;
  if (previous === null) return { ghostInside: null, ghostOutside: null };
  const here = inside(point);
  return { ghostInside: here ? previous : null, ghostOutside: !here || !inside(points[at + 1]) ? previous : null };
}
