import { monthName } from "@/components/billing/billing-words";
import { MonthBars } from "@/components/charts/month-bars";
import { staffZone } from "@/components/frame/staff-zone";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatAmount } from "@/components/ui/format";
import { type RevenuePart, type RevenueSeries, revenueIn } from "./revenue-words";

/** What was earned in each month, as bars and as their figures: newest first. */
export function RevenueCard({
  series,
  months,
  currency,
  part,
}: {
  series: RevenueSeries[];
  /** Oldest first, `2026-11`. */
  months: string[];
  currency: string;
  part: RevenuePart;
}) {
  const first = (month: string) => new Date(`${month}-01T00:00:00Z`);
  const short = (month: string) => first(month).toLocaleDateString("en-GB", { month: "short", timeZone: staffZone });
  const money = (minor: bigint | undefined) => (minor === undefined ? null : formatAmount(minor, currency));
  return (
    <Card title={`Revenue by ${part}`} note={`as posted, months in ${staffZone}, ${currency}`} flush>
      {series.length === 0 ? (
        <EmptyState compact title="Nothing was earned yet">
          Use is posted as it is charged, fees when their statement is issued.
        </EmptyState>
      ) : (
        <>
          <MonthBars
            label={`Revenue by ${part}`}
            currency={currency}
            series={series}
            months={months.map((month) => ({
              month: short(month),
              values: Object.fromEntries(
                series.flatMap(({ key, byMonth }) =>
                  byMonth[month] === undefined ? [] : [[key, String(byMonth[month])]],
                ),
              ),
            }))}
          />
          <DataTable
            bare
            label={`Revenue by ${part}`}
            columns={[
              { key: "month", head: "Month" },
              ...series.map(({ key, label }) => ({
                key,
                head: label,
                unit: currency,
                align: "right" as const,
                fold: "phone" as const,
              })),
              { key: "all", head: "All", unit: currency, align: "right" as const },
            ]}
            rows={[...months].reverse().map((month) => ({
              id: month,
              cells: {
                month: monthName({ start: first(month), timeZone: staffZone }),
                ...Object.fromEntries(series.map(({ key, byMonth }) => [key, money(byMonth[month])])),
                all: money(revenueIn(series, month)),
              },
            }))}
          />
        </>
      )}
    </Card>
  );
}
