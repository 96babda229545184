import type { ReactNode } from "react";
import { staffZone } from "@/components/frame/staff-zone";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { TableFoot } from "@/components/ui/table-types";
import type { MachineRow } from "@/server/reads/machine-list";
import { bytesIn } from "../ui/bytes-in";
import { machineName } from "./machine-name";

type Sorts = Partial<Record<"name" | "state" | "heartbeat" | "created", { sortHref?: string; sorted?: "up" | "down" }>>;

/** Machines of all customers. `action` draws a row's menu. */
export function MachineTable({
  rows,
  now,
  sorts,
  empty,
  foot,
  action,
}: {
  rows: Omit<MachineRow, "publicKeyPem">[];
  now: Date;
  sorts: Sorts;
  empty: ReactNode;
  foot: TableFoot;
  action: (row: Omit<MachineRow, "publicKeyPem">) => ReactNode;
}) {
  return (
    <DataTable
      label="Machines"
      columns={[
        { key: "name", head: "Machine", grow: "22%", ...sorts.name },
        { key: "customer", head: "Customer", grow: "22%" },
        { key: "serial", head: "Serial", mono: true, fold: "tablet" },
        { key: "service", head: "Service", fold: "tablet" },
        { key: "state", head: "State", fold: "under", ...sorts.state },
        { key: "cloud", head: "Cloud", fold: "phone" },
        { key: "allocation", head: "Allocation", unit: "GiB", align: "right", fold: "tablet" },
        { key: "contact", head: "Last contact", fold: "phone", ...sorts.heartbeat },
      ]}
      rows={rows.map((row) => ({
        id: row.id,
        href: `/admin/machines/${row.id}`,
        cells: {
          name: machineName(row),
          customer: row.customerName,
          serial: row.serial,
          service: row.serviceName,
          state: (
            <StateBadge
              kind="machine"
              state={row.kind === "overflow" && row.state === "active" ? "overflow" : row.state}
            />
          ),
          cloud: <CloudName name={row.cloudName ?? "On-premises"} colorIndex={row.cloudColorIndex ?? undefined} />,
          allocation: bytesIn("GiB", row.grantedAllocationBytes),
          contact: <RelativeTime at={row.lastHeartbeatAt ?? row.reportedAt} now={now} zone={staffZone} />,
        },
        action: action(row),
      }))}
      empty={empty}
      foot={foot}
    />
  );
}
