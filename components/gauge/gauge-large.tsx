import { cloudFill, cloudInk } from "@/components/ui/cloud-color";
import { formatNumber, formatPercent, formatQuantity } from "@/components/ui/format";
import type { GaugeData } from "./gauge-types";
import { type GaugeGeometry, gaugeTicks, ticksThatFit } from "./geometry";
import { sheetPath, sizes, threadPath, wallPaths } from "./paths";

const { top, bar, height, wall, floor, tankTop } = sizes.L;
const tickLength = { major: 9, mid: 6, minor: 3.5 };

/** The gauge of a card. The bar takes the available width; the wall has a fixed shape; the tank is not to scale. */
export function GaugeLarge({ data, drawn, className }: { data: GaugeData; drawn: GaugeGeometry; className?: string }) {
  const spills = drawn.tank !== null || (drawn.sheet?.excess ?? 0) > 0;
  return (
    <div aria-hidden="true" className={className} style={{ height }}>
      <div className="relative min-w-0" style={{ flex: 772 }}>
        <Scale data={data} drawn={drawn} />
        <div className="absolute inset-x-0 flex bg-sunken" style={{ top, height: bar }}>
          {drawn.segments.map((one) => (
            <div
              key={one.cloud}
              className="@container h-full flex-none overflow-hidden border-r-2 border-surface last:border-r-0"
              style={{
                width: `${one.percent}%`,
                background: cloudFill(one.colorIndex),
                color: cloudInk(one.colorIndex),
              }}
            >
              <div className="hidden flex-col justify-center gap-px px-2.5 @min-[60px]:flex" style={{ height: bar }}>
                <span className="hidden truncate text-left text-xs font-medium @min-[112px]:block" dir="auto">
                  {one.label}
                </span>
                <span className="truncate text-[15px] leading-5 font-[660]">{formatNumber(one.value)}</span>
              </div>
            </div>
          ))}
        </div>
        <Threshold percent={drawn.thresholdPercent} />
      </div>
      {data.limit === null ? null : (
        <svg
          aria-hidden="true"
          width={wall}
          height={height}
          viewBox={`0 0 ${wall} ${height}`}
          className="relative flex-none overflow-visible"
        >
          <path d={wallPaths.L} fill="var(--color-wall)" />
          {drawn.sheet?.excess ? <path d={sheetPath("L", 1)} fill="var(--color-over)" /> : null}
          {drawn.sheet?.carried ? (
            <>
              <path d={sheetPath("L", drawn.sheet.carried)} fill="var(--color-overflow)" />
              <path d={threadPath(drawn.sheet.carried)} fill="none" stroke="var(--color-on-overflow)" opacity=".45" />
            </>
          ) : null}
          <path d="M1 24V37" stroke="var(--color-ink)" strokeWidth="1.5" />
          <text x="2" y="18" fontSize="12" fontWeight="640" textAnchor="end">
            limit {formatQuantity(data.limit, data.unit)}
          </text>
        </svg>
      )}
      {spills ? <Spill data={data} drawn={drawn} /> : null}
    </div>
  );
}

function Scale({ data, drawn }: { data: GaugeData; drawn: GaugeGeometry }) {
  if (data.limit === null) {
    return (
      <p className="absolute inset-x-0 text-xs text-ink-2" style={{ top: 26 }}>
        No limit is set: nothing is billed.
      </p>
    );
  }
  // Labels close to the limit would be under the wall's foot; the limit has its own label above.
  const ticks = gaugeTicks(data.limit, ticksThatFit(data.limit, { most: 7, width: 520 }));
  return (
    <svg aria-hidden="true" width="100%" height={height} className="absolute inset-0 overflow-visible">
      {ticks.map((tick) => (
        <g key={tick.percent}>
          <line
            x1={`${tick.percent}%`}
            x2={`${tick.percent}%`}
            y1={top + bar + 3}
            y2={top + bar + 3 + tickLength[tick.weight]}
            stroke="var(--color-ink-3)"
            opacity={tick.weight === "major" ? 1 : 0.65}
          />
          {tick.value !== undefined && tick.percent < 94 ? (
            <text
              x={`${tick.percent}%`}
              y={131}
              fontSize="11"
              textAnchor={tick.percent === 0 ? "start" : "middle"}
              style={{ fill: "var(--color-ink-3)" }}
            >
              {formatNumber(tick.value)}
            </text>
          ) : null}
        </g>
      ))}
      {drawn.thresholdPercent === null ? null : (
        <text
          x={`${drawn.thresholdPercent}%`}
          dx={drawn.thresholdPercent < 18 ? -1 : 1}
          y={34}
          fontSize="12"
          textAnchor={drawn.thresholdPercent < 18 ? "start" : "end"}
          style={{ fill: "var(--color-ink-2)" }}
        >
          threshold {formatPercent(data.threshold ?? "0")}
        </text>
      )}
    </svg>
  );
}

function Threshold({ percent }: { percent: number | null }) {
  if (percent === null) return null;
  const x = `${percent}%`;
  return (
    <svg aria-hidden="true" width="100%" height={height} className="absolute inset-0 overflow-visible">
      <line x1={x} x2={x} y1={top - 10} y2={top} stroke="var(--color-ink)" strokeWidth="1.5" />
      <line x1={x} x2={x} y1={top} y2={top + 12} stroke="var(--color-surface)" strokeWidth="1.5" />
      <line x1={x} x2={x} y1={top + bar - 8} y2={top + bar} stroke="var(--color-surface)" strokeWidth="1.5" />
    </svg>
  );
}

function Spill({ data, drawn }: { data: GaugeData; drawn: GaugeGeometry }) {
  const { overflow, unit } = data;
  const notCarried = (drawn.sheet?.excess ?? 0) > 0 ? `${formatQuantity(data.excess ?? "0", unit)} not carried` : null;
  if (!overflow || !drawn.tank) {
    return (
      <p
        className="relative min-w-36 pl-2.5 text-sm font-semibold text-over"
        style={{ flex: 120, paddingTop: floor - 26 }}
      >
        {notCarried}
      </p>
    );
  }
  const { fillPercent, free } = drawn.tank;
  return (
    <div className="relative min-w-45 text-xs" style={{ flex: 284 }}>
      <p className="absolute inset-x-0 top-10 truncate text-sm font-semibold" title={overflow.machineName}>
        {overflow.machineName}
      </p>
      <p className="absolute inset-x-0 top-15 truncate text-ink-2">
        Overflow machine, {overflow.cloudLabel}
        {overflow.resource ? `, ${overflow.resource}` : ""}
      </p>
      <div
        className="absolute inset-x-0 flex border-2 border-t-0 border-wall bg-overflow-wash"
        style={{ top: tankTop, height: floor + 1 - tankTop }}
      >
        <span className="absolute -top-1.5 -left-0.5 h-1.5 w-0.5 bg-wall" />
        <span className="absolute -top-1.5 -right-0.5 h-1.5 w-0.5 bg-wall" />
        <div className="h-full bg-overflow" style={{ width: `${fillPercent}%` }} />
        <div className="absolute inset-0 flex items-center justify-between gap-2 px-2.5">
          <span
            className={`text-[15px] leading-5 font-[660] whitespace-nowrap ${fillPercent > 40 ? "text-on-overflow" : "text-overflow-deep"}`}
            style={fillPercent > 40 ? undefined : { marginLeft: `${fillPercent}%` }}
          >
            {formatQuantity(overflow.carried, unit)}
          </span>
          {fillPercent <= 72 ? <span className="truncate text-ink-2">{formatNumber(free)} free</span> : null}
        </div>
      </div>
      <p className="absolute inset-x-0 top-38.5 truncate text-ink-3">
        {notCarried ? <span className="font-semibold text-over">{notCarried} · </span> : null}
        {formatPercent(fillPercent)} of {formatQuantity(overflow.capacity, unit)} used
        {overflow.note ? ` · ${overflow.note}` : ""}
      </p>
    </div>
  );
}
