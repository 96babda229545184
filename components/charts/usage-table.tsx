import type { ReactNode } from "react";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { formatChange, formatNumber, formatPercent, percentOf } from "@/components/ui/format";
import type { TableFoot } from "@/components/ui/table-types";

/** One line under the chart: a cloud, service or machine. Quantities are decimal strings. */
export interface UsageLine {
  id: string;
  name: string;
  colorIndex?: number;
  /** The line of the overflow machines. */
  overflow?: boolean;
  note?: string;
  href?: string;
  now: string;
  peak?: string;
  previous?: string;
  machines?: number;
  /** The authoritative source kind: "agent", "file, FOCUS". */
  countedFrom?: ReactNode;
  /** "1,061,214 counted · 2 late" */
  fate?: ReactNode;
}

/**
 * The chart's figures as a table, rounded as in the chart. `total` is the sum of all lines; its peak is the peak of the
 * sum. Columns without values are omitted.
 */
export function UsageTable({
  label,
  unit,
  nameHead = "Cloud",
  nowHead = "Use now",
  lines,
  total,
  foot,
  empty,
}: {
  label: string;
  unit: string;
  nameHead?: string;
  /** Head of the first figure: "Use now" for a gauge, "Used" for a counter. */
  nowHead?: string;
  lines: UsageLine[];
  total?: UsageLine;
  foot?: TableFoot;
  empty?: ReactNode;
}) {
  const filled = (key: "machines" | "countedFrom" | "fate") => lines.some((line) => line[key] !== undefined);
  const columns = [
    { key: "name", head: nameHead, grow: "22%" },
    { key: "now", head: nowHead, unit, align: "right" as const },
    { key: "peak", head: "Peak in period", unit, align: "right" as const, fold: "phone" as const },
    { key: "previous", head: "Previous period", unit, align: "right" as const, muted: true, fold: "tablet" as const },
    { key: "change", head: "Change", align: "right" as const, fold: "phone" as const },
    { key: "share", head: "Share", align: "right" as const },
    ...(filled("machines")
      ? [{ key: "machines", head: "Machines", align: "right" as const, fold: "tablet" as const }]
      : []),
    ...(filled("countedFrom") ? [{ key: "countedFrom", head: "Counted from", fold: "tablet" as const }] : []),
    ...(filled("fate") ? [{ key: "fate", head: "Records, by fate", fold: "tablet" as const }] : []),
  ];
  const cells = (line: UsageLine) => cellsOf(line, total);
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={lines.map((line) => ({ id: line.id, href: line.href, cells: cells(line) }))}
      total={total ? cells(total) : undefined}
      foot={foot}
      empty={empty}
    />
  );
}

function cellsOf(line: UsageLine, total: UsageLine | undefined): Record<string, ReactNode> {
  const number = (value: string | undefined) => (value === undefined ? null : formatNumber(value, { fixed: true }));
  const share = total ? percentOf(line.now, total.now) : null;
  return {
    name:
      line === total ? (
        line.name
      ) : (
        <CloudName name={line.name} colorIndex={line.colorIndex} overflow={line.overflow} note={line.note} />
      ),
    now: <b className={line.overflow ? "text-overflow" : undefined}>{number(line.now)}</b>,
    peak: number(line.peak),
    previous: number(line.previous),
    change: changeOf(line),
    share: share ? formatPercent(share, 1) : null,
    machines: line.machines === undefined ? null : formatNumber(line.machines),
    countedFrom: line.countedFrom,
    fate: line.fate,
  };
}

/** `+31.7 %`; "new" where the previous period had none. */
function changeOf(line: UsageLine): string | null {
  if (line.previous === undefined) return null;
  const percent = percentOf(line.now, line.previous);
  if (percent === null) return Number(line.now) > 0 ? "new" : null;
  return `${formatChange(percent.minus(100))} %`;
}
