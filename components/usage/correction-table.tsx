import type { ReactNode } from "react";
import { actorName } from "@/components/identity/actor-name";
import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import type { TableFoot } from "@/components/ui/table-types";
import type { Correction } from "@/server/usage/corrections/list-corrections";
import type { CorrectionKind } from "@/server/usage/states";

const kinds: Record<CorrectionKind, string> = {
  void: "Voided",
  amend: "Amended",
  authority: "Other source",
  backfill: "Back-filled",
};

type Meter = { slug: string; name: string; unit: string };

/** Corrections of use, newest first: what their records counted and what counts in their place, by whom and why. */
export function CorrectionTable({
  rows,
  meters,
  now,
  zone,
  empty,
  foot,
}: {
  rows: Correction[];
  meters: Meter[];
  now: Date;
  zone: string;
  empty: ReactNode;
  foot: TableFoot;
}) {
  return (
    <DataTable
      label="Corrections"
      columns={[
        { key: "made", head: "Made", fold: "phone" },
        { key: "customer", head: "Customer", grow: "20%" },
        { key: "what", head: "What counts" },
        { key: "kind", head: "Kind", fold: "phone" },
        { key: "records", head: "Records", align: "right", fold: "tablet" },
        { key: "by", head: "By", fold: "tablet" },
        { key: "why", head: "Why", fold: "phone" },
      ]}
      rows={rows.map((row) => ({
        id: row.id,
        cells: {
          made: <RelativeTime at={row.madeAt} now={now} zone={zone} />,
          customer: row.customerName,
          what: (
            <>
              {row.figures.map((figure) => (
                <Figure key={figure.meter} figure={figure} meters={meters} />
              ))}
              <span className="block text-xs text-ink-3 [overflow-wrap:anywhere] sm:hidden">
                {kinds[row.kind]}, {formatCount(row.records, "record")}: {row.reason}
              </span>
            </>
          ),
          kind: kinds[row.kind],
          records: formatNumber(row.records),
          by: actorName(row.madeBy),
          why: <span className="block min-w-40 whitespace-normal [overflow-wrap:anywhere]">{row.reason}</span>,
        },
      }))}
      empty={empty}
      foot={foot}
    />
  );
}

/** "Storage 12 → 4 GiB", "Requests 12 → 4". */
function Figure({ figure, meters }: { figure: Correction["figures"][number]; meters: Meter[] }) {
  const meter = meters.find(({ slug }) => slug === figure.meter) ?? { name: figure.meter, unit: "" };
  const number = (value: string) => formatNumber(value, { decimals: 9 });
  return (
    <span className="block max-sm:min-w-44">
      {meter.name} {number(figure.before)} <span aria-hidden="true">→</span>
      <span className="sr-only">becomes</span> {number(figure.after)}{" "}
      {meter.name.toLowerCase() === meter.unit.toLowerCase() ? null : <span className="unit">{meter.unit}</span>}
    </span>
  );
}
