"use client";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { formatDate } from "@/components/ui/format-time";
import type { ChartBrush } from "./chart-types";
import { timeTicks } from "./time-ticks";

const thumb =
  "pointer-events-none absolute inset-y-0 -left-[3.5px] m-0 h-full w-[calc(100%+7px)] appearance-none bg-transparent [&::-webkit-slider-thumb]:pointer-events-auto [&::-webkit-slider-thumb]:h-4.5 [&::-webkit-slider-thumb]:w-1.75 [&::-webkit-slider-thumb]:cursor-ew-resize [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-[2px] [&::-webkit-slider-thumb]:bg-accent [&::-moz-range-thumb]:pointer-events-auto [&::-moz-range-thumb]:h-4.5 [&::-moz-range-thumb]:w-1.75 [&::-moz-range-thumb]:cursor-ew-resize [&::-moz-range-thumb]:rounded-[2px] [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-accent";

/**
 * The year under the chart, and which part of it is shown: two sliders, by pointer or arrow keys; the choice is in the
 * address.
 */
export function ChartBrushBar({ brush, zone }: { brush: ChartBrush; zone: string }) {
  const router = useRouter();
  const { points } = brush;
  const last = points.length - 1;
  const asked = `${brush.from} ${brush.to}`;
  const [moved, setMoved] = useState<{ asked: string; from: number; to: number }>();
  if (last < 1) return null;
  const shown = moved?.asked === asked ? moved : { from: placeOf(points, brush.from), to: placeOf(points, brush.to) };
  const set = (from: number, to: number) =>
    setMoved({ asked, from: Math.min(from, to - 1), to: Math.max(to, from + 1) });
  const instant = (place: number) => points[Math.min(last, Math.max(0, place))]?.at ?? brush.to;
  const commit = () => {
    if (moved?.asked !== asked) return;
    const from = instant(shown.from);
    const to = shown.to >= last ? endOf(points) : instant(shown.to);
    router.push(
      brush.href.replace("{from}", encodeURIComponent(from)).replace("{to}", encodeURIComponent(to)) as Route,
      {
        scroll: false,
      },
    );
  };
  const most = Math.max(...points.map((point) => Number(point.value)), 1e-9);
  const path = points.map((point, at) => `${(at / last) * 1000} ${46 - (Number(point.value) / most) * 34}`).join("L");
  const percent = (place: number) => (place / last) * 100;
  const months = timeTicks(Date.parse(instant(0)), Date.parse(instant(last)), zone, 12);
  const start = Date.parse(instant(0));
  const span = Date.parse(instant(last)) - start;
  const events = { onPointerUp: commit, onKeyUp: commit };
  return (
    <div className="mt-1 mr-4 ml-15">
      <div className="relative h-11.5">
        <svg
          aria-hidden="true"
          viewBox="0 0 1000 46"
          preserveAspectRatio="none"
          className="absolute inset-0 h-full w-full"
        >
          <path d={`M0 46L${path}L1000 46Z`} fill="var(--color-line-strong)" opacity=".6" />
        </svg>
        <div
          className="pointer-events-none absolute inset-y-0 border-x-2 border-accent bg-accent/14"
          style={{ left: `${percent(shown.from)}%`, right: `${100 - percent(shown.to)}%` }}
        />
        <input
          type="range"
          aria-label="Shown from"
          aria-valuetext={formatDate(instant(shown.from), zone)}
          min={0}
          max={last}
          value={shown.from}
          onChange={(event) => set(Number(event.target.value), shown.to)}
          className={thumb}
          {...events}
        />
        <input
          type="range"
          aria-label="Shown to"
          aria-valuetext={formatDate(instant(shown.to), zone)}
          min={0}
          max={last}
          value={shown.to}
          onChange={(event) => set(shown.from, Number(event.target.value))}
          className={thumb}
          {...events}
        />
      </div>
      <div aria-hidden="true" className="relative h-4 overflow-hidden text-2xs text-ink-3 max-sm:hidden">
        {months.map((month) => (
          <span
            key={month.time}
            className="absolute top-0 pl-0.75 whitespace-nowrap"
            style={{ left: `${((month.time - start) / span) * 100}%` }}
          >
            {month.text}
          </span>
        ))}
      </div>
    </div>
  );
}

function placeOf(points: ChartBrush["points"], at: string): number {
  const time = Date.parse(at);
  const found = points.findIndex((point) => Date.parse(point.at) >= time);
  return found < 0 ? points.length - 1 : found;
}

/** The end of the last point: its start and the distance between the last two. */
function endOf(points: ChartBrush["points"]): string {
  const [a, b] = [points.at(-2)?.at ?? "", points.at(-1)?.at ?? ""].map((at) => Date.parse(at)) as [number, number];
  return new Date(b + (b - a)).toISOString();
}
