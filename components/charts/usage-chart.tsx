"use client";
import dynamic from "next/dynamic";
import { ChartBrushBar } from "./chart-brush-bar";
import { ChartLegend } from "./chart-legend";
import type { UsageChartData } from "./chart-types";

const HEIGHT = 300;

const Drawing = dynamic(() => import("./usage-chart-drawing").then((one) => one.UsageChartDrawing), {
  ssr: false,
  loading: () => (
    <div role="status" aria-label="Loading the chart" className="skeleton w-full" style={{ height: HEIGHT }} />
  ),
});

/**
 * Use over time, stacked by cloud (or service, machine) against the limit, in a flush Card: legend, chart, and the brush
 * of the year. Loaded lazily at its final size. Its table (UsageTable) always stands under it. See UsageChartData.
 */
export function UsageChart(data: UsageChartData) {
  return (
    <div className="px-4 pt-0.5 pb-3">
      <ChartLegend data={data} />
      <figure
        aria-label={`${data.label}. The table below has every figure.`}
        style={{ height: HEIGHT }}
        className="relative mt-1.5"
      >
        <Drawing {...data} height={HEIGHT} />
      </figure>
      {data.brush ? <ChartBrushBar brush={data.brush} zone={data.zone} /> : null}
    </div>
  );
}
