import { cloudFill, cloudInk } from "@/components/ui/cloud-color";
import { formatNumber, formatPercent, formatQuantity } from "@/components/ui/format";
import type { GaugeData } from "./gauge-types";
import { type GaugeGeometry, gaugeTicks, ticksThatFit } from "./geometry";
import { phoneSheet, phoneWall } from "./paths";

const BAR = 302;
const ink2 = { fill: "var(--color-ink-2)" };
const ink3 = { fill: "var(--color-ink-3)" };

/** The large gauge on a phone: the sheet falls into a tank below the bar. */
export function GaugePhone({ data, drawn, className }: { data: GaugeData; drawn: GaugeGeometry; className?: string }) {
  const { overflow, unit } = data;
  const notCarried = (drawn.sheet?.excess ?? 0) > 0 ? `${formatQuantity(data.excess ?? "0", unit)} not carried` : null;
  let left = 0;
  const placed = drawn.segments.map((one) => {
    const x = left;
    const width = (one.percent / 100) * BAR;
    left += width;
    return { ...one, x, width: Math.max(0, width - (left < BAR - 1 ? 2 : 0)) };
  });
  const threshold = drawn.thresholdPercent === null ? null : (drawn.thresholdPercent / 100) * BAR;
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 360 ${drawn.tank ? 242 : notCarried ? 156 : 138}`}
      className={`w-full max-w-110 ${className ?? ""}`}
    >
      <rect y="58" width={BAR} height="40" fill="var(--color-sunken)" />
      {placed.map((one) => (
        <g key={one.cloud}>
          <rect x={one.x} y="58" width={one.width} height="40" fill={cloudFill(one.colorIndex)} />
          {one.width > 14 + 7.5 * formatNumber(one.value).length ? (
            <text x={one.x + 7} y="83" fontSize="13" fontWeight="660" style={{ fill: cloudInk(one.colorIndex) }}>
              {formatNumber(one.value)}
            </text>
          ) : null}
        </g>
      ))}
      {data.limit === null
        ? null
        : gaugeTicks(data.limit, ticksThatFit(data.limit, { most: 4, width: BAR })).map((tick) => (
            <g key={tick.percent}>
              <path
                d={`M${0.5 + (tick.percent / 100) * BAR} 101v${tick.weight === "major" ? 9 : 3.5}`}
                stroke="var(--color-ink-3)"
                opacity={tick.weight === "major" ? 1 : 0.65}
              />
              {tick.value !== undefined && tick.percent < 88 ? (
                <text
                  x={(tick.percent / 100) * BAR}
                  y="123"
                  fontSize="11"
                  textAnchor={tick.percent === 0 ? "start" : "middle"}
                  style={ink3}
                >
                  {formatNumber(tick.value)}
                </text>
              ) : null}
            </g>
          ))}
      {threshold === null ? null : (
        <>
          <path d={`M${threshold} 48V58`} stroke="var(--color-ink)" strokeWidth="1.5" />
          <path d={`M${threshold} 58v8M${threshold} 98v-6`} stroke="var(--color-surface)" strokeWidth="1.5" />
          <text x={threshold} y="44" fontSize="12" textAnchor={threshold < 90 ? "start" : "end"} style={ink2}>
            threshold {formatPercent(data.threshold ?? "0")}
          </text>
        </>
      )}
      {data.limit === null ? null : (
        <>
          <g transform={`translate(${BAR} 0)`}>
            <path d={phoneWall} fill="var(--color-wall)" />
            {drawn.sheet?.excess ? (
              <path
                d={phoneSheet(1)}
                fill="var(--color-over)"
                clipPath={drawn.tank ? undefined : "inset(0 0 49px 0)"}
              />
            ) : null}
            {drawn.sheet?.carried ? <path d={phoneSheet(drawn.sheet.carried)} fill="var(--color-overflow)" /> : null}
          </g>
          <path d="M303 26V47" stroke="var(--color-ink)" strokeWidth="1.5" />
          <text x="304" y="20" fontSize="12" fontWeight="640" textAnchor="end">
            limit {formatNumber(data.limit)} {unit}
          </text>
        </>
      )}
      {overflow && drawn.tank ? (
        <>
          <rect x="56" y="180" width={BAR} height="36" fill="var(--color-overflow-wash)" />
          <rect x="56" y="180" width={(drawn.tank.fillPercent / 100) * BAR} height="36" fill="var(--color-overflow)" />
          <path d="M56 180V216H358V174" fill="none" stroke="var(--color-wall)" strokeWidth="2" />
          <text
            x={drawn.tank.fillPercent > 35 ? 66 : 66 + (drawn.tank.fillPercent / 100) * BAR}
            y="203"
            fontSize="15"
            fontWeight="660"
            style={{ fill: drawn.tank.fillPercent > 35 ? "var(--color-on-overflow)" : "var(--color-overflow-deep)" }}
          >
            {formatQuantity(overflow.carried, unit)}
          </text>
          {drawn.tank.fillPercent < 75 ? (
            <text x="348" y="202" fontSize="12" textAnchor="end" style={ink2}>
              {formatNumber(drawn.tank.free)} free
            </text>
          ) : null}
          {/* Left of the falling sheet: names that are longer end in an ellipsis. */}
          <foreignObject x="56" y="138" width="276" height="38">
            <p className="truncate text-sm leading-4.5 font-[640]">{overflow.machineName}</p>
            <p className="truncate text-xs leading-4.5 text-ink-2">
              {overflow.cloudLabel}
              {overflow.resource ? `, ${overflow.resource}` : ""}
            </p>
          </foreignObject>
          <text x="56" y="234" fontSize="12" style={notCarried ? { fill: "var(--color-over)" } : ink3}>
            {notCarried ??
              `${formatPercent(drawn.tank.fillPercent)} of ${formatQuantity(overflow.capacity, unit)} used${overflow.note ? ` · ${overflow.note}` : ""}`}
          </text>
        </>
      ) : notCarried ? (
        <text x="348" y="152" fontSize="13" fontWeight="640" textAnchor="end" style={{ fill: "var(--color-over)" }}>
          {notCarried}
        </text>
      ) : null}
    </svg>
  );
}
