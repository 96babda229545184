import type { CsvColumn } from "@/server/http/csv";
import type { ChartSeries } from "@/server/usage/questions/chart-series";
import { otherGroups } from "@/server/usage/questions/input";

type Line = { at: Date; meter: string; unit: string; by: string; group: string; name: string; quantity: string };

/** The chart's figures: one line for each bucket and group. */
export function exportLines(answered: ChartSeries, by: string): Line[] {
  return answered.points.flatMap((point) =>
    Object.entries(point.values).map(([group, quantity]) => ({
      at: point.at,
      meter: answered.meter,
      unit: answered.unit,
      by,
      group: group === otherGroups ? "*" : group,
      name: answered.labels[group]?.label ?? group,
      quantity,
    })),
  );
}

export const exportColumns: CsvColumn<Line>[] = [
  { head: "Time (UTC)", of: (row) => row.at },
  { head: "Meter", of: (row) => row.meter },
  { head: "Unit", of: (row) => row.unit },
  { head: "By", of: (row) => row.by },
  { head: "Id", of: (row) => row.group },
  { head: "Name", of: (row) => row.name },
  { head: "Quantity", of: (row) => row.quantity },
];
