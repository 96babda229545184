import { cloudFill } from "@/components/ui/cloud-color";
import type { GaugeGeometry } from "./geometry";
import { sheetPath, sizes, wallPaths } from "./paths";

const { top, bar, height, wall, floor, tankTop, tank } = sizes.M;

/** The gauge of a panel: 24 px, without words; fills the width it is given. */
export function GaugeMedium({ drawn, text }: { drawn: GaugeGeometry; text: string }) {
  return (
    <div role="img" aria-label={text} className="flex w-full min-w-40 [print-color-adjust:exact]" style={{ height }}>
      <div className="relative min-w-0 flex-1">
        <div className="absolute inset-x-0 flex bg-line" style={{ top, height: bar }}>
          {drawn.segments.map((one) => (
            <span
              key={one.cloud}
              className="flex-none border-r border-surface last:border-r-0"
              style={{ width: `${one.percent}%`, background: cloudFill(one.colorIndex) }}
            />
          ))}
        </div>
        {drawn.thresholdPercent === null ? null : (
          <span className="absolute top-6.5 h-2.75 w-[1.6px] bg-ink" style={{ left: `${drawn.thresholdPercent}%` }} />
        )}
      </div>
      {drawn.usedPercent === null ? null : (
        <svg
          aria-hidden="true"
          width={wall + (drawn.tank ? tank + 2 : 0)}
          height={height}
          className="relative flex-none overflow-visible"
        >
          <path d={wallPaths.M} fill="var(--color-wall)" />
          {drawn.tank ? (
            <rect x={wall} y={tankTop} width={tank} height={floor - tankTop} fill="var(--color-overflow-wash)" />
          ) : null}
          {drawn.sheet?.excess ? <path d={sheetPath("M", 1)} fill="var(--color-over)" /> : null}
          {drawn.sheet?.carried ? <path d={sheetPath("M", drawn.sheet.carried)} fill="var(--color-overflow)" /> : null}
          {drawn.tank ? (
            <>
              <rect
                x={wall}
                y={tankTop}
                width={(drawn.tank.fillPercent / 100) * tank}
                height={floor - tankTop}
                fill="var(--color-overflow)"
              />
              <path d={`M${wall} 18V${floor}h${tank}v-23`} fill="none" stroke="var(--color-wall)" strokeWidth="1.6" />
            </>
          ) : null}
        </svg>
      )}
    </div>
  );
}
