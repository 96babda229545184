"use client";
import dynamic from "next/dynamic";
import { ChartLegend } from "./chart-legend";
import type { MonthBarsData } from "./chart-types";

const HEIGHT = 260;

const Drawing = dynamic(() => import("./month-bars-drawing").then((one) => one.MonthBarsDrawing), {
  ssr: false,
  loading: () => (
    <div role="status" aria-label="Loading the chart" className="skeleton w-full" style={{ height: HEIGHT }} />
  ),
});

/** Amounts by month as stacked bars, in a flush Card. Its table stands under it. Loaded lazily at its final size. */
export function MonthBars(data: MonthBarsData) {
  return (
    <div className="px-4 pt-0.5 pb-3">
      <ChartLegend data={{ series: data.series, points: [] }} />
      <figure
        aria-label={`${data.label}. All figures are in the table below.`}
        style={{ height: HEIGHT }}
        className="relative mt-1.5"
      >
        <Drawing {...data} height={HEIGHT} />
      </figure>
    </div>
  );
}
