import { staffZone } from "@/components/frame/staff-zone";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { formatCount } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import type { DiscoveredInstance } from "@/server/reads/discovered-instances";
import { discoveredSentence } from "./discovered-words";

/** Instances that clouds run with this installation's tag and no overflow accounts for. Shown where there are any. */
export function DiscoveredTable({ rows, now }: { rows: DiscoveredInstance[]; now: Date }) {
  if (rows.length === 0) return null;
  return (
    <DataTable
      label="Discovered instances"
      columns={[
        { key: "name", head: "Discovered instance", mono: true },
        { key: "cloud", head: "Cloud" },
        { key: "customer", head: "Customer", fold: "phone" },
        { key: "flavor", head: "Flavor", mono: true, fold: "tablet" },
        { key: "what", head: "What to do" },
        { key: "first", head: "First seen", muted: true, fold: "tablet" },
      ]}
      rows={rows.map((row) => ({
        id: `${row.instance.cloudId} ${row.instance.instanceId}`,
        cells: {
          name: row.instance.name,
          cloud: <CloudName name={row.cloudName} colorIndex={row.colorIndex} />,
          customer: row.customerName ?? `Account ${row.instance.account}`,
          flavor: row.instance.flavor,
          what: discoveredSentence(row),
          first: <RelativeTime at={row.instance.firstSeenAt} now={now} zone={staffZone} />,
        },
      }))}
      foot={{ summary: formatCount(rows.length, "instance") }}
    />
  );
}
