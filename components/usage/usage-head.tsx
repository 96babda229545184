import type { UsageLine } from "@/components/charts/usage-table";
import { formatChange, formatNumber, percentOf } from "@/components/ui/format";
import { Segmented } from "@/components/ui/segmented";

type Choice = { label: string; href: string; on: boolean };
type Figures = { covered: string; overflow: string; excess: string };

/** The figures above the chart, and the choices of grouping and period. */
export function UsageHead({
  meter,
  total,
  standing,
  nowHead,
  period,
  grain,
  by,
  ranges,
}: {
  meter: { unit: string };
  total: UsageLine;
  standing: { standing: { figures: Figures | null } | null } | null;
  /** What the first figure is. */
  nowHead: string;
  /** The period; below it its zone, and what one point of the chart shows. */
  period: string;
  grain: string;
  by: Choice[];
  ranges: Choice[];
}) {
  const show = (value: string) => formatNumber(value, { decimals: 1 });
  const figures = standing?.standing?.figures;
  const change = total.previous === undefined ? null : percentOf(total.now, total.previous);
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-3 px-4 pt-3.5 pb-2">
      <dl className="flex flex-wrap items-end gap-x-6 gap-y-2">
        <div>
          <dt className="text-xs text-ink-3">{nowHead}</dt>
          <dd className="text-xl font-semibold tracking-tight">
            {show(total.now)} <span className="unit text-sm">{meter.unit}</span>
          </dd>
        </div>
        {figures ? (
          <>
            <Figure label="Covered" value={show(figures.covered)} />
            <Figure
              label="Overflow, carried"
              value={show(figures.overflow)}
              tone={figures.overflow === "0" ? "" : "text-overflow"}
            />
            <Figure label="Excess" value={show(figures.excess)} tone={figures.excess === "0" ? "" : "text-over"} />
          </>
        ) : null}
        {total.previous === undefined ? null : (
          <Figure
            label="Previous, same time"
            value={show(total.previous)}
            note={change === null ? undefined : `${formatChange(change.minus(100))} %`}
          />
        )}
      </dl>
      <div className="ml-auto flex max-w-full min-w-0 flex-wrap items-center gap-2 max-sm:ml-0">
        <Segmented label="Group by" items={by} />
        <Segmented label="Period" items={ranges} />
        <p className="text-xs leading-3.75 text-ink-2">
          {period}
          <span className="block text-2xs text-ink-3 max-sm:text-xs">{grain}</span>
        </p>
      </div>
    </div>
  );
}

function Figure({ label, value, tone = "", note }: { label: string; value: string; tone?: string; note?: string }) {
  return (
    <div>
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd className={`text-md font-[620] ${tone}`}>
        {value} {note ? <span className="text-xs font-normal text-ink-2">{note}</span> : null}
      </dd>
    </div>
  );
}
