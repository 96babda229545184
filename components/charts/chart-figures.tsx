"use client";
import { useState } from "react";
import { formatNumber } from "@/components/ui/format";
import { placesOf, pointSum, timeOf } from "./chart-tooltip";
import type { UsageChartData } from "./chart-types";

const cell = "px-2 py-1 whitespace-nowrap text-right first:pl-4 first:text-left last:pr-4";

/**
 * The chart's points as a table, for people who cannot see the chart or want one figure of it: newest first, made only
 * when it is opened, since a month by hour has 700 lines.
 */
export function ChartFigures({ data }: { data: UsageChartData }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-2 text-xs" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer py-1 text-accent max-sm:py-3">Figures of the chart</summary>
      {open ? <Figures data={data} /> : null}
    </details>
  );
}

function Figures({ data }: { data: UsageChartData }) {
  const points = data.points.filter((point) => Object.keys(point.values).length > 0).reverse();
  const decimals = placesOf(
    points.flatMap((point) => [...Object.values(point.values), point.previous, data.limit ?? "0"]),
  );
  const number = (value: Parameters<typeof formatNumber>[0]) => formatNumber(value, { decimals, fixed: true });
  const above = points.some((point) => point.carried !== undefined);
  const before = points.some((point) => point.previous !== undefined);
  const heads = [
    ...data.series.map((one) => one.label),
    data.sumLabel ?? "All clouds",
    ...(above ? ["Carried", "Excess"] : []),
    ...(before ? ["Previous period"] : []),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls.
    <section aria-label="Figures of the chart" tabIndex={0} className="-mx-4 mt-1 max-h-80 overflow-auto">
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">
          {data.label}, in {data.unit}, {data.grain}
        </caption>
        <thead>
          <tr className="[&>th]:sticky [&>th]:top-0 [&>th]:border-b [&>th]:border-line-strong [&>th]:bg-surface [&>th]:font-medium [&>th]:text-ink-3">
            <th scope="col" className={cell}>
              Time, {data.zone}
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className={cell}>
                {head} <span className="font-normal">{data.unit}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.at} className="[&>*]:border-b [&>*]:border-line">
              <th scope="row" className={`${cell} font-normal`}>
                {timeOf(point.at, data)}
              </th>
              {data.series.map((one) => (
                <td key={one.key} className={cell}>
                  {number(point.values[one.key] ?? "0")}
                </td>
              ))}
              <td className={`${cell} font-[620]`}>{number(pointSum(point, data.limit).whole)}</td>
              {above ? <td className={cell}>{number(point.carried ?? "0")}</td> : null}
              {above ? <td className={cell}>{number(point.excess ?? "0")}</td> : null}
              {before ? <td className={cell}>{point.previous === undefined ? "–" : number(point.previous)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
