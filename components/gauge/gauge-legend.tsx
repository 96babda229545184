import type { ReactNode } from "react";
import { formatNumber, unitFor } from "@/components/ui/format";
import { Swatch } from "@/components/ui/swatch";
import type { GaugeData } from "./gauge-types";
import type { GaugeGeometry } from "./geometry";

/** Every cloud with its number, always there because labels in the bar may not fit; then overflow and excess. */
export function GaugeLegend({ data, drawn }: { data: GaugeData; drawn: GaugeGeometry }) {
  const excess = (drawn.sheet?.excess ?? 0) > 0;
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(168px,1fr))] overflow-hidden border-t border-line max-sm:grid-cols-1">
      {drawn.segments.map((one) => (
        <Entry
          key={one.cloud}
          swatch={<Swatch colorIndex={one.colorIndex} />}
          label={one.label}
          value={one.value}
          unit={data.unit}
          note={one.note}
        />
      ))}
      {data.overflow ? (
        <Entry
          swatch={<Swatch overflow />}
          label={`Overflow, in ${data.overflow.cloudLabel}`}
          value={data.overflow.carried}
          unit={data.unit}
          note={data.cost ? `${data.cost} so far` : undefined}
        />
      ) : null}
      {excess ? (
        <Entry
          swatch={<i aria-hidden="true" className="inline-block size-2.5 flex-none rounded-[2px] bg-over" />}
          label="Excess, not carried"
          value={data.excess ?? "0"}
          unit={data.unit}
          note={!data.overflow && data.cost ? `${data.cost} so far` : undefined}
        />
      ) : null}
    </dl>
  );
}

function Entry({
  swatch,
  label,
  value,
  unit,
  note,
}: {
  swatch: ReactNode;
  label: string;
  value: string;
  unit: string;
  note?: string;
}) {
  return (
    <div className="-mt-px -ml-px min-w-0 border-t border-l border-line px-4 py-2.5 max-sm:flex max-sm:items-center max-sm:justify-between max-sm:gap-3">
      <dt className="flex min-w-0 items-center gap-1.5 text-xs text-ink-2">
        {swatch}
        <span className="truncate" dir="auto" title={label}>
          {label}
        </span>
      </dt>
      <dd className="sm:whitespace-nowrap max-sm:max-w-2/3 max-sm:flex-none max-sm:text-right">
        <span className="text-base font-[620] whitespace-nowrap">{formatNumber(value)}</span>
        <span className="text-xs text-ink-3">
          {" "}
          {unitFor(value, unit)} {note}
        </span>
      </dd>
    </div>
  );
}
