import { Swatch } from "@/components/ui/swatch";
import type { UsageChartData } from "./chart-types";
import { Hatch } from "./hatch";

/** What each color and line of the chart means; only what is drawn is named. */
export function ChartLegend({ data }: { data: Pick<UsageChartData, "series" | "points"> }) {
  const any = (key: "carried" | "excess") => data.points.some((point) => Number(point[key] ?? 0) > 0);
  return (
    <ul className="flex flex-wrap gap-x-4.5 gap-y-1 text-xs text-ink-2">
      {data.series.map((one) => (
        <li key={one.key} className="flex max-w-full min-w-0 items-center gap-1.5">
          <Swatch colorIndex={one.colorIndex} />
          <span className="truncate" dir="auto" title={one.label}>
            {one.label}
          </span>
        </li>
      ))}
      {any("carried") ? (
        <li className="flex items-center gap-1.5 whitespace-nowrap">
          <svg width="12" height="10" aria-hidden="true">
            <defs>
              <Hatch id="hatch-legend" />
            </defs>
            <rect width="12" height="10" rx="2" fill="url(#hatch-legend)" />
          </svg>
          Above the limit, carried
        </li>
      ) : null}
      {any("excess") ? (
        <li className="flex items-center gap-1.5 whitespace-nowrap">
          <i aria-hidden="true" className="inline-block h-2.5 w-3 rounded-[2px] bg-over" />
          Excess, not carried
        </li>
      ) : null}
      {data.points.some((point) => point.previous !== undefined) ? (
        <li className="flex items-center gap-1.5 whitespace-nowrap">
          <svg width="16" height="10" aria-hidden="true">
            <path
              d="M1 5h14"
              stroke="var(--color-ghost)"
              strokeWidth="2"
              strokeDasharray=".5 4"
              strokeLinecap="round"
            />
          </svg>
          Previous period
        </li>
      ) : null}
    </ul>
  );
}
