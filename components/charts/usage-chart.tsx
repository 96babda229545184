"use client";
import dynamic from "next/dynamic";
import { ChartBrushBar } from "./chart-brush-bar";
import { ChartFigures } from "./chart-figures";
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
 * Use over time, stacked by cloud (or service, machine) against the limit, in a flush Card: legend, chart, and the
 * brush of the year, its points as a table. Loaded lazily at its final size. The sums (UsageTable) always stand under
 * it. See UsageChartData.
 */
export function UsageChart(data: UsageChartData) {
  return (
    <div className="px-4 pt-0.5 pb-3">
      <ChartLegend data={data} />
      <figure
        aria-label={`${data.label}. All figures are listed below, under Figures of the chart.`}
        style={{ height: HEIGHT }}
        className="relative mt-1.5"
      >
        <Drawing {...data} height={HEIGHT} />
      </figure>
      {data.brush ? <ChartBrushBar brush={data.brush} zone={data.zone} /> : null}
      <ChartFigures data={data} />
    </div>
  );
}
