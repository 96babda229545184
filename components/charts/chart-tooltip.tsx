import Decimal from "decimal.js";
import { formatNumber } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Swatch } from "@/components/ui/swatch";
import type { ChartPoint, UsageChartData } from "./chart-types";

/** Time, the stack in its order, the sum, what is above the limit, the previous period. Exact, not from the pixels. */
export function ChartTooltip({ point, data }: { point: ChartPoint; data: UsageChartData }) {
  const shown = data.series.filter((one) => point.values[one.key] !== undefined).reverse();
  const ordinary = shown.reduce((sum, one) => sum.plus(point.values[one.key] ?? 0), new Decimal(0));
  const above = new Decimal(point.carried ?? 0).plus(point.excess ?? 0);
  const covered = data.limit ? Decimal.min(ordinary, data.limit) : ordinary;
  const number = (value: Decimal | string) => formatNumber(value, { fixed: true });
  return (
    <div className="w-62 rounded-md bg-raised px-3 py-2.5 text-xs leading-4.5 shadow-pop">
      <p className="mb-1 flex justify-between">
        <b>{formatDateTime(point.at, data.zone)}</b>
        <span className="text-ink-3">{data.grain}</span>
      </p>
      {shown.map((one) => (
        <p key={one.key} className="flex items-center gap-2">
          <Swatch colorIndex={one.colorIndex} />
          <span className="truncate">{one.label}</span>
          <b className="ml-auto font-[600]">{number(point.values[one.key] ?? "0")}</b>
        </p>
      ))}
      {shown.length > 0 ? (
        <p className="mt-1.5 flex justify-between border-t border-line pt-1.5">
          <b>{data.sumLabel ?? "All clouds"}</b>
          <b>
            {number(covered.plus(above))} {data.unit}
          </b>
        </p>
      ) : null}
      {above.isZero() ? null : (
        <p className={`flex justify-between ${Number(point.excess ?? 0) > 0 ? "text-over" : "text-overflow"}`}>
          <span>Above the limit</span>
          <b>{number(above)}</b>
        </p>
      )}
      {point.previous === undefined ? null : (
        <p className="flex justify-between text-ink-3">
          <span>{data.previousLabel ? `${data.previousLabel}, same time` : "Previous period"}</span>
          <span>{number(point.previous)}</span>
        </p>
      )}
    </div>
  );
}
