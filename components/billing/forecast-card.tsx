import { Card } from "@/components/ui/card";
import { formatMoney } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";
import type { MonthForecast } from "./month-forecast";

/** What the running month may come to at its end, marked as a forecast, with its method. */
export function ForecastCard({
  forecast,
  month,
  currency,
}: {
  forecast: MonthForecast;
  /** "November 2026" */
  month: string;
  currency: string;
}) {
  const money = (minor: bigint) => formatMoney(minor, currency);
  return (
    <Card title={`Forecast for ${month}`} note="not a bill">
      <p className="mb-3">
        <span className="text-ink-3">about</span>{" "}
        <span className="text-xl font-[620] tracking-tight">{money(forecast.totalMinor)}</span>{" "}
        <span className="text-ink-3">at its end</span>
      </p>
      <KeyValue
        items={[
          { label: "Fees of the whole month", value: money(forecast.feesMinor) },
          ...forecast.limits.map(({ label, minor, soFarMinor }) => ({
            label: `${label}, ${money(soFarMinor)} so far`,
            value: money(minor),
          })),
        ]}
      />
      <p className="mt-3 text-xs text-ink-2">
        Use is continued at the pace of the month so far, limit by limit. A sum over the month is compared with its
        limit at the end; a maximum or an average of the month stays what it is. Before tax.
      </p>
    </Card>
  );
}
