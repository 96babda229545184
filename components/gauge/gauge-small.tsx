import { cloudFill } from "@/components/ui/cloud-color";
import type { GaugeGeometry } from "./geometry";
import { sheetPath, sizes, wallPaths } from "./paths";

const { top, bar, height, wall, floor, tankTop, tank } = sizes.S;
const LENGTH = 108;

/** The gauge of a table's cell: 160 x 21 px. */
export function GaugeSmall({ drawn, text }: { drawn: GaugeGeometry; text: string }) {
  let left = 0;
  return (
    <svg
      role="img"
      aria-label={text}
      width="160"
      height={height}
      viewBox={`0 0 160 ${height}`}
      className="inline-block flex-none overflow-visible align-middle [print-color-adjust:exact]"
    >
      <rect y={top} width={LENGTH} height={bar} fill="var(--color-line)" />
      {drawn.segments.map((one) => {
        const x = left;
        left += (one.percent / 100) * LENGTH;
        const gap = left < LENGTH - 0.5 ? 1 : 0;
        return (
          <rect
            key={one.cloud}
            x={x}
            y={top}
            width={Math.max(0, left - x - gap)}
            height={bar}
            fill={cloudFill(one.colorIndex)}
          />
        );
      })}
      {drawn.thresholdPercent === null ? null : (
        <path d={`M${(drawn.thresholdPercent / 100) * LENGTH} 14V19`} stroke="var(--color-ink)" strokeWidth="1.4" />
      )}
      {drawn.usedPercent === null ? null : (
        <g transform={`translate(${LENGTH} 0)`}>
          <path d={wallPaths.S} fill="var(--color-wall)" />
          {drawn.sheet?.excess ? <path d={sheetPath("S", 1)} fill="var(--color-over)" /> : null}
          {drawn.sheet?.carried ? <path d={sheetPath("S", drawn.sheet.carried)} fill="var(--color-overflow)" /> : null}
          {drawn.tank ? (
            <>
              <rect x={wall} y={tankTop} width={tank} height={floor - tankTop} fill="var(--color-overflow-wash)" />
              <rect
                x={wall}
                y={tankTop}
                width={(drawn.tank.fillPercent / 100) * tank}
                height={floor - tankTop}
                fill="var(--color-overflow)"
              />
              <path d={`M${wall} 11V${floor}h${tank}v-9`} fill="none" stroke="var(--color-wall)" strokeWidth="1.2" />
            </>
          ) : null}
        </g>
      )}
    </svg>
  );
}
