import { type Address, sortLink } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { bytesIn } from "@/components/ui/bytes-in";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { MachineRow } from "@/server/reads/machine-list";
import { machineName } from "./machine-name";
import { NoMachine } from "./no-machine";

/** The company's machines. A machine that waits for approval leads to its page, where it is decided. */
export function OwnMachineTable({
  address,
  rows,
  next,
  all,
  now,
  zone,
}: {
  address: Address;
  rows: MachineRow[];
  next: string | null;
  all: number;
  now: Date;
  zone: string;
}) {
  return (
    <DataTable
      label="Machines"
      columns={[
        { key: "name", head: "Machine", grow: "32%", ...sortLink(address, "name", { sorted: "up" }) },
        { key: "serial", head: "Serial", mono: true, fold: "tablet" },
        { key: "service", head: "Service", fold: "phone" },
        { key: "state", head: "State", fold: "under", ...sortLink(address, "state", { sorted: "up" }) },
        { key: "cloud", head: "Cloud", fold: "phone" },
        { key: "allocation", head: "Allocation", unit: "GiB", align: "right", fold: "tablet" },
        { key: "heartbeat", head: "Last heartbeat", fold: "tablet", ...sortLink(address, "heartbeat") },
        { key: "since", head: "Added", fold: "tablet", ...sortLink(address, "newest", { byDefault: true }) },
      ]}
      rows={rows.map((row) => ({
        id: row.id,
        href: `/machines/${row.id}`,
        cells: {
          name: machineName(row),
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
          heartbeat: <RelativeTime at={row.lastHeartbeatAt} now={now} zone={zone} />,
          since: <RelativeTime at={row.createdAt} now={now} zone={zone} form="day" />,
        },
      }))}
      empty={
        all === 0 ? (
          <NoMachine />
        ) : (
          <ListEmpty address={address} noun="machine" title="No machine on this page">
            The machines of this page no longer exist. The first page lists the others.
          </ListEmpty>
        )
      }
      foot={listFoot(address, { summary: `${rows.length} of ${formatNumber(all)} shown`, next })}
    />
  );
}
