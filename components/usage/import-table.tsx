import type { ReactNode } from "react";
import { actorName } from "@/components/identity/actor-name";
import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { TableFoot } from "@/components/ui/table-types";
import type { ImportRow } from "@/server/usage/imports/usage-imports";
import { reasonCounts } from "./import-words";
import { rulesWords } from "./upload-words";
import { VoidButton } from "./void-button";

/** Imported files, newest first: what of their rows counts, and what does not. */
export function ImportTable({
  rows,
  clouds,
  meters,
  refusal,
  now,
  zone,
  empty,
  foot,
}: {
  rows: ImportRow[];
  clouds: { id: string; name: string }[];
  meters: { slug: string; name: string; unit: string }[];
  /** Why this person may not void. */
  refusal: string | undefined;
  now: Date;
  zone: string;
  empty: ReactNode;
  foot: TableFoot;
}) {
  return (
    <DataTable
      label="Imports"
      columns={[
        { key: "file", head: "File", grow: "24%" },
        { key: "customer", head: "Customer", fold: "phone" },
        { key: "cloud", head: "Cloud", fold: "tablet" },
        { key: "state", head: "State" },
        { key: "rows", head: "Rows", align: "right", fold: "phone" },
        { key: "counted", head: "Counted", align: "right" },
        { key: "known", head: "Known before", align: "right", fold: "tablet" },
        { key: "listed", head: "Not counted", align: "right", fold: "phone" },
        { key: "by", head: "By", fold: "tablet" },
        { key: "when", head: "When", muted: true, fold: "phone" },
      ]}
      rows={rows.map((row) => ({
        id: row.id,
        name: row.fileName,
        cells: {
          file: (
            <>
              <span className="block whitespace-normal [overflow-wrap:anywhere]">{row.fileName}</span>
              <span className="block text-xs text-ink-3 sm:hidden">
                {row.customerName}, {formatCount(row.rows, "row")}
              </span>
            </>
          ),
          customer: row.customerName,
          cloud: (
            <>
              {clouds.find(({ id }) => id === row.cloudId)?.name ?? row.cloudId}
              {row.mappingVersion > 0 ? (
                <span className="block text-xs text-ink-3">{rulesWords(row.mappingVersion)}</span>
              ) : null}
            </>
          ),
          state: <StateBadge kind="import" state={row.state} />,
          rows: formatNumber(row.rows),
          counted: formatNumber(row.counted),
          known: formatNumber(row.duplicates),
          listed: (
            <>
              {formatNumber(row.listed - row.duplicates)}
              <span className="block text-xs whitespace-normal text-ink-3">{reasonCounts(row.reasons)}</span>
            </>
          ),
          by: actorName(row.importedBy),
          when: <RelativeTime at={row.importedAt} now={now} zone={zone} />,
        },
        ...(row.counted > 0 && {
          action: (
            <VoidButton
              label="Void…"
              title="Void an import"
              use={{ customerId: row.customerId, importId: row.id }}
              refusal={refusal}
              meters={meters}
            >
              <b className="font-medium text-ink">
                {row.fileName} of {row.customerName}
              </b>
              : every record that this import counted. What an earlier one had counted of the same rows stays.
            </VoidButton>
          ),
        }),
      }))}
      empty={empty}
      foot={foot}
    />
  );
}
