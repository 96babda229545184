import Decimal from "decimal.js";
import { formatNumber, unitFor } from "@/components/ui/format";
import { formatDate, formatDateTime } from "@/components/ui/format-time";
import { Swatch } from "@/components/ui/swatch";
import type { ChartPoint, UsageChartData } from "./chart-types";

/** A point's time; of a whole day the date alone. */
export const timeOf = (at: string, { zone, daily }: Pick<UsageChartData, "zone" | "daily">) =>
  daily ? formatDate(at, zone) : formatDateTime(at, zone);

/** Everything up to the limit, and what is above it, carried or not. */
export function pointSum(point: ChartPoint, limit: string | null | undefined) {
  const all = Object.values(point.values).reduce((sum, value) => sum.plus(value), new Decimal(0));
  const above = new Decimal(point.carried ?? 0).plus(point.excess ?? 0);
  return { whole: (limit ? Decimal.min(all, limit) : all).plus(above), above };
}

/** The decimal places that these figures need to be exact, at most six. */
export function placesOf(values: (Decimal | string | undefined)[]): number {
  const needed = values.map((value) => (value === undefined ? 0 : new Decimal(value).decimalPlaces()));
  return Math.min(6, Math.max(0, ...needed));
}

/**
 * Time with its zone, the stack in its order, the sum, what is above the limit, the previous period. Exact, not from
 * the pixels.
 */
export function ChartTooltip({ point, data }: { point: ChartPoint; data: UsageChartData }) {
  const shown = data.series.filter((one) => point.values[one.key] !== undefined).reverse();
  const { whole, above } = pointSum(point, data.limit);
  const decimals = placesOf([...Object.values(point.values), whole, above, point.previous]);
  const number = (value: Decimal | string) => formatNumber(value, { decimals, fixed: true });
  const quantity = (value: Decimal | string) => `${number(value)} ${unitFor(value, data.unit)}`;
  return (
    <div className="w-66 rounded-md bg-raised px-3 py-2.5 text-xs leading-4.5 shadow-pop">
      <p className="mb-1">
        <b className="block">{timeOf(point.at, data)}</b>
        <span className="text-ink-3">
          {data.zone}, {data.grain}
        </span>
      </p>
      {shown.map((one) => (
        <p key={one.key} className="flex items-center gap-2">
          <Swatch colorIndex={one.colorIndex} />
          <span className="truncate" dir="auto">
            {one.label}
          </span>
          <b className="ml-auto font-[600] whitespace-nowrap">{quantity(point.values[one.key] ?? "0")}</b>
        </p>
      ))}
      {shown.length > 0 ? (
        <p className="mt-1.5 flex justify-between border-t border-line pt-1.5">
          <b>{data.sumLabel ?? "All clouds"}</b>
          <b>{quantity(whole)}</b>
        </p>
      ) : null}
      {above.isZero() ? null : (
        <p className={`flex justify-between ${Number(point.excess ?? 0) > 0 ? "text-over" : "text-overflow"}`}>
          <span>{aboveWords(point)}</span>
          <b>{quantity(above)}</b>
        </p>
      )}
      {data.limit ? (
        <p className="flex justify-between text-ink-2">
          <span>Limit</span>
          <span>
            {formatNumber(data.limit, { decimals: 6 })} {unitFor(data.limit, data.unit)}
          </span>
        </p>
      ) : null}
      {point.previous === undefined ? null : (
        <p className="flex justify-between gap-2 text-ink-3">
          <span>{data.previousLabel ? `${data.previousLabel}, same time` : "Previous period"}</span>
          <span className="whitespace-nowrap">{quantity(point.previous)}</span>
        </p>
      )}
    </div>
  );
}

function aboveWords({ carried, excess }: ChartPoint): string {
  const [some, none] = [Number(carried ?? 0) > 0, Number(excess ?? 0) === 0];
  if (none) return "Above the limit, carried";
  return some ? "Above the limit, partly carried" : "Above the limit, not carried";
}
