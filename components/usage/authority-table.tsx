import type { ReactNode } from "react";
import { actorName } from "@/components/identity/actor-name";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import type { TableFoot } from "@/components/ui/table-types";
import type { CurrentAuthority } from "@/server/usage/questions/authorities";
import { sinceWords, sourceWords } from "./source-words";

/** Whose figures count of each customer's meters in each cloud, since when, and who decided it. */
export function AuthorityTable({
  rows,
  clouds,
  zone,
  empty,
  foot,
}: {
  rows: CurrentAuthority[];
  clouds: { id: string; colorIndex: number }[];
  zone: string;
  empty: ReactNode;
  foot: TableFoot;
}) {
  return (
    <DataTable
      label="Whose figures count"
      columns={[
        { key: "customer", head: "Customer", grow: "24%" },
        { key: "cloud", head: "Cloud", fold: "phone" },
        { key: "meter", head: "Meter" },
        { key: "counts", head: "Counts" },
        { key: "since", head: `Since (${zone})`, fold: "phone" },
        { key: "by", head: "Set by", fold: "tablet" },
      ]}
      rows={rows.map((row) => ({
        id: `${row.customerId} ${row.cloudId} ${row.meter}`,
        href: `/admin/usage/authorities/${row.id}`,
        cells: {
          customer: row.customerName,
          cloud: (
            <CloudName
              name={row.cloudName ?? "On-premises"}
              colorIndex={clouds.find(({ id }) => id === row.cloudId)?.colorIndex}
            />
          ),
          meter: (
            <>
              <span className="block">{row.meterName}</span>
              <span className="block text-xs text-ink-3 sm:hidden">{row.cloudName ?? "On-premises"}</span>
            </>
          ),
          counts: sourceWords[row.sourceKind],
          since: sinceWords(row.validFrom, zone),
          by: actorName(row.setBy),
        },
      }))}
      empty={empty}
      foot={foot}
    />
  );
}
