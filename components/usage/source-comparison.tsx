import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatNumber } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { type SourceKind, sourceKinds } from "@/server/usage/states";
import type { ComparedUse } from "@/server/usage/store/use-over-time";
import { sourceWords } from "./source-words";

/**
 * What each kind of source reported day by day, those that count and those that do not next to each other. Nothing
 * where nothing was reported.
 */
export function SourceComparison({
  rows,
  counting,
  meter,
  zone,
}: {
  rows: ComparedUse[];
  /** The kind that counts now. */
  counting: SourceKind;
  meter: { kind: string; unit: string };
  zone: string;
}) {
  const kinds = sourceKinds.filter((kind) => kind === counting || rows.some(({ sourceKind }) => sourceKind === kind));
  const days = [...new Set(rows.map(({ day }) => day.getTime()))];
  const shadowed = rows.reduce((sum, row) => sum + row.shadowed, 0);
  return (
    <Card
      title="What each source reported"
      note={`30 days, ${meter.kind === "gauge" ? "the largest level of a day" : "the sum of a day"} in ${meter.unit}; ${formatCount(shadowed, "record")} not counted`}
      flush
      className="mt-4"
    >
      <DataTable
        bare
        label="What each source reported"
        columns={[
          { key: "day", head: `Day (${zone})` },
          ...kinds.map((kind) => ({
            key: kind,
            head: kind === counting ? `${sourceWords[kind]}, counts` : sourceWords[kind],
            align: "right" as const,
          })),
        ]}
        rows={days.map((day) => ({
          id: String(day),
          cells: {
            day: formatDate(day, zone),
            ...Object.fromEntries(
              rows
                .filter((row) => row.day.getTime() === day)
                .map((row) => [row.sourceKind, <Reported key={row.sourceKind} row={row} />]),
            ),
          },
        }))}
        empty="Nothing was reported in the last 30 days."
      />
    </Card>
  );
}

/** "1,200", and below it how many records, as far as they do not count. */
function Reported({ row }: { row: ComparedUse }) {
  return (
    <>
      {formatNumber(row.quantity, { decimals: 3 })}
      {row.shadowed > 0 ? (
        <span className="block text-xs text-ink-3">
          {row.shadowed === row.records
            ? "not counted"
            : `${formatNumber(row.shadowed)} of ${formatNumber(row.records)} not counted`}
        </span>
      ) : null}
    </>
  );
}
