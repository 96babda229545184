import type { ReactNode } from "react";
import { staffZone } from "@/components/frame/staff-zone";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { TableFoot } from "@/components/ui/table-types";
import type { LinkRow } from "@/server/reads/link-list";
import { systemNames } from "./system-names";

/** Installation links of all customers, without their secrets. A row opens its details next to the list. */
export function LinkTable({
  rows,
  now,
  open,
  expirySort,
  hrefOf,
  empty,
  foot,
  action,
}: {
  rows: LinkRow[];
  now: Date;
  open?: string;
  expirySort: { sortHref?: string; sorted?: "up" | "down" };
  hrefOf: (row: LinkRow) => string;
  empty: ReactNode;
  foot: TableFoot;
  action: (row: LinkRow) => ReactNode;
}) {
  return (
    <DataTable
      label="Installation links"
      columns={[
        { key: "service", head: "Link for", grow: "20%" },
        { key: "customer", head: "Customer", grow: "22%" },
        { key: "bound", head: "Bound to", grow: "16%", fold: "sheet" },
        { key: "state", head: "State", fold: "under" },
        { key: "uses", head: "Uses", align: "right", fold: "phone" },
        { key: "downloads", head: "Downloads", align: "right", fold: "sheet" },
        { key: "last", head: "Last download", fold: "sheet" },
        { key: "expires", head: "Expires", fold: "phone", ...expirySort },
      ]}
      rows={rows.map((row) => ({
        id: row.id,
        href: hrefOf(row),
        selected: row.id === open,
        cells: {
          service: `${row.serviceName}, ${systemNames[row.os]}`,
          customer: row.customerName,
          bound: row.serial ?? row.description ?? (row.kind === "overflow" ? "one overflow machine" : "any machine"),
          state: <StateBadge kind="link" state={row.state} />,
          uses: `${row.uses} of ${row.usesMax}`,
          downloads: row.downloads,
          last: <RelativeTime at={row.lastDownloadAt} now={now} zone={staffZone} />,
          expires: <RelativeTime at={row.expiresAt} now={now} zone={staffZone} />,
        },
        action: action(row),
      }))}
      empty={empty}
      foot={foot}
    />
  );
}
