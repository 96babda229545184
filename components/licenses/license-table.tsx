import type { ReactNode } from "react";
import { bytesIn } from "@/components/console/bytes-in";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { TableFoot } from "@/components/ui/table-types";
import type { LicenseRow } from "@/server/licensing/queries";
import { shownState } from "./license-words";

type Sort = { sortHref?: string; sorted?: "up" | "down" };

/** Licenses of all customers. A row opens its verdict beside the list. */
export function LicenseTable({
  rows,
  now,
  open,
  sorts,
  hrefOf,
  empty,
  foot,
  action,
}: {
  rows: LicenseRow[];
  now: Date;
  open?: string;
  sorts: { state: Sort; expiry: Sort };
  hrefOf: (row: LicenseRow) => string;
  empty: ReactNode;
  foot: TableFoot;
  action: (row: LicenseRow) => ReactNode;
}) {
  return (
    <DataTable
      label="Licenses"
      columns={[
        { key: "id", head: "License", mono: true },
        { key: "customer", head: "Customer", grow: "20%" },
        { key: "machine", head: "Machine", grow: "16%" },
        { key: "serial", head: "Serial", mono: true, fold: "sheet" },
        { key: "service", head: "Service", fold: "sheet" },
        { key: "state", head: "State", ...sorts.state },
        { key: "seat", head: "Seat", align: "right", fold: "sheet" },
        { key: "allocation", head: "Alloc.", unit: "GiB", align: "right", fold: "phone" },
        { key: "validTo", head: "Valid to", fold: "sheet", ...sorts.expiry },
      ]}
      rows={rows.map((row) => ({
        id: row.id,
        href: hrefOf(row),
        selected: row.id === open,
        cells: {
          id: row.id,
          customer: row.customerName,
          machine: row.hostname ?? row.machineId,
          serial: row.serial,
          service: row.serviceName,
          state: <StateBadge kind="license" state={shownState(row, now)} />,
          seat: row.seatNo,
          allocation: bytesIn("GiB", row.allocationBytes),
          validTo: <RelativeTime at={row.validTo} now={now} form="day" />,
        },
        action: action(row),
      }))}
      empty={empty}
      foot={foot}
    />
  );
}
