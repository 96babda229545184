import { type Address, csvHref, hrefOf, pageLinks } from "@/components/console/address";
import { Bytes } from "@/components/ui/bytes";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { MachineRow } from "@/server/collection/queries";
import { machineName } from "./machine-words";

/** The company's machines. A machine that waits for approval leads to its page, where it is decided. */
export function MachineTable({
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
  const { sort = "newest" } = address.params;
  const sorted = (key: string, dir: "up" | "down") => ({
    sortHref: hrefOf(address, { sort: key }),
    ...(sort === key && { sorted: dir }),
  });
  return (
    <DataTable
      label="Machines"
      columns={[
        { key: "name", head: "Machine", grow: "32%", ...sorted("name", "up") },
        { key: "serial", head: "Serial", mono: true, fold: "tablet" },
        { key: "service", head: "Service", fold: "phone" },
        { key: "state", head: "State", ...sorted("state", "up") },
        { key: "cloud", head: "Cloud", fold: "phone" },
        { key: "allocation", head: "Allocation", align: "right", fold: "tablet" },
        { key: "heartbeat", head: "Last heartbeat", fold: "tablet", ...sorted("heartbeat", "down") },
        { key: "since", head: "Added", fold: "tablet", ...sorted("newest", "down") },
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
          allocation: row.grantedAllocationBytes === null ? null : <Bytes value={row.grantedAllocationBytes} />,
          heartbeat: <RelativeTime at={row.lastHeartbeatAt} now={now} zone={zone} />,
          since: <RelativeTime at={row.createdAt} now={now} zone={zone} form="day" />,
        },
      }))}
      empty={
        all === 0 ? (
          <NoMachine />
        ) : (
          <EmptyState compact title="No machine fits the filter">
            Take a filter away to see more of {all}.
          </EmptyState>
        )
      }
      foot={{ summary: `${rows.length} of ${all} shown`, ...pageLinks(address, next), csvHref: csvHref(address) }}
    />
  );
}

const path = [
  ["Run one line on the machine", "Linux or macOS, under a folder or for the whole machine"],
  ["It reports what it is", "serial number, free space, system"],
  ["It is configured and licensed", "as soon as your customer information is here"],
  ["It is set up and becomes active", "under entitlements it acknowledged with its signature"],
];

function NoMachine() {
  return (
    <EmptyState
      title="No machine yet"
      actions={
        <LinkButton href="/install" kind="primary" icon="plus">
          Install on a machine
        </LinkButton>
      }
      hint="Fetching the line spends nothing; enrolling does."
      beside={
        <ol className="grid gap-3">
          {path.map(([title, text], n) => (
            <li key={title} className="grid grid-cols-[20px_minmax(0,1fr)] gap-3 text-sm">
              <span
                aria-hidden="true"
                className="grid size-5 place-items-center rounded-full bg-sunken text-2xs font-semibold text-ink-2"
              >
                {n + 1}
              </span>
              <span>
                <span className="block font-medium">{title}</span>
                <span className="block text-xs text-ink-2">{text}</span>
              </span>
            </li>
          ))}
        </ol>
      }
    >
      A machine is a laptop, a server or a virtual machine that one of your services runs on. It comes here by itself
      once a command is run on it.
    </EmptyState>
  );
}
