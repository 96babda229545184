"use client";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { usePlotArea, useXAxisScale, useYAxisScale, ZIndexLayer } from "recharts";
import { cloudFill, cloudInk } from "@/components/ui/cloud-color";
import type { DrawnPoint } from "./chart-layers";
import type { ChartEvent, ChartSeries } from "./chart-types";

const tones = { near: "var(--color-near)", overflow: "var(--color-overflow)", over: "var(--color-over)" };

/** On the areas: their names where they fit, and the events as flags on stems, each a link. */
export function ChartMarks({
  events,
  points,
  series,
}: {
  events: ChartEvent[];
  points: DrawnPoint[];
  series: ChartSeries[];
}) {
  const router = useRouter();
  const plot = usePlotArea();
  const x = useXAxisScale();
  const y = useYAxisScale();
  if (!plot || !x || !y) return null;
  const drawn = points.filter((point) => point.total !== null);
  const first = drawn.find((point) => (x(point.time) ?? 0) > plot.x + 32);
  // A name needs an area to be on: a few first readings have none, and only the legend names them.
  const room = (x(drawn.at(-1)?.time ?? 0) ?? 0) - (x(first?.time ?? 0) ?? 0);
  const labelAt = room > 110 ? first : undefined;
  return (
    <ZIndexLayer zIndex={1500}>
      {labelAt
        ? series.map((one) => {
            const [low, high] = labelAt.layers[one.key] ?? [0, 0];
            const [bottom, top] = [y(low) ?? 0, y(high) ?? 0];
            if (bottom - top < 18 || one.label.length * 7 > room) return null;
            const fill = cloudFill(one.colorIndex);
            return (
              <text
                key={one.key}
                x={x(labelAt.time)}
                y={(bottom + top) / 2 + 4}
                fontSize={12}
                fontWeight={600}
                pointerEvents="none"
                style={{
                  fill: cloudInk(one.colorIndex),
                  stroke: fill,
                  strokeWidth: 5,
                  paintOrder: "stroke",
                  strokeLinejoin: "round",
                }}
              >
                {one.label}
              </text>
            );
          })
        : null}
      {placed(events, (at) => x(Date.parse(at)) ?? 0, plot.x, plot.x + plot.width).map(({ event, at, left, width }) => {
        const tone = tones[event.tone];
        const under = totalAt(points, Date.parse(event.at));
        return (
          <a
            key={event.href + event.at}
            href={event.href}
            aria-label={event.label}
            onClick={(click) => {
              if (click.ctrlKey || click.metaKey || click.shiftKey) return;
              click.preventDefault();
              router.push(event.href as Route);
            }}
          >
            <path d={`M${at} ${y(under) ?? plot.y}V16`} stroke={tone} strokeWidth={1.2} />
            {width > 0 ? (
              <>
                <rect x={left} y={1} width={width} height={18} rx={4} fill={tone} />
                <text
                  x={left + width / 2}
                  y={14}
                  fontSize={11}
                  fontWeight={640}
                  textAnchor="middle"
                  style={{ fill: "var(--color-surface)" }}
                >
                  {event.label}
                </text>
              </>
            ) : (
              <path d={`M${at} 30m-5 -9h10l-5 9z`} fill={tone}>
                <title>{event.label}</title>
              </path>
            )}
          </a>
        );
      })}
    </ZIndexLayer>
  );
}

/** The position of each flag. One that would cover its neighbor shrinks to a pennant with its name on hover. */
function placed(events: ChartEvent[], x: (at: string) => number, from: number, to: number) {
  let taken = Number.NEGATIVE_INFINITY;
  return [...events]
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((event) => {
      const at = x(event.at);
      const width = event.label.length * 6.2 + 16;
      const left = Math.min(to - width, Math.max(from, at - width / 2));
      if (left < taken + 4 || at < from || at > to) return { event, at, left: at, width: 0 };
      taken = left + width;
      return { event, at, left, width };
    })
    .filter((one) => one.at >= from && one.at <= to);
}

function totalAt(points: DrawnPoint[], time: number): number {
  let total = 0;
  for (const point of points) {
    if (point.time > time) break;
    total = point.total ?? total;
  }
  return total;
}
