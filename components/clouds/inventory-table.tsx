import { staffZone } from "@/components/frame/staff-zone";
import { Badge } from "@/components/ui/badge";
import { bytesIn } from "@/components/ui/bytes-in";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatNumber, formatRate } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import type { InventoryRow } from "@/server/reads/cloud-inventory";

/** Resources for overflow machines: flavor and image per cloud, remaining capacity, reservations. */
export function InventoryTable({ rows, now, csv }: { rows: InventoryRow[]; now: Date; csv: string }) {
  return (
    <DataTable
      label="Inventory"
      columns={[
        { key: "flavor", head: "Flavor", mono: true },
        { key: "cloud", head: "Cloud" },
        { key: "image", head: "Image", mono: true, fold: "tablet" },
        { key: "vcpu", head: "Processors", unit: "vCPU", align: "right", fold: "phone" },
        { key: "memory", head: "Memory", unit: "GiB", align: "right", fold: "phone" },
        { key: "storage", head: "Storage", unit: "GiB", align: "right", fold: "phone" },
        { key: "price", head: "Price per hour", align: "right" },
        { key: "free", head: "Capacity left", align: "right", fold: "phone" },
        { key: "reserved", head: "Reserved", align: "right", fold: "tablet" },
        { key: "state", head: "For overflow", fold: "under" },
        { key: "seen", head: "Polled", muted: true, fold: "tablet" },
      ]}
      rows={rows.map((row) => {
        const { pricePerHour, currency } = row;
        return {
          id: `${row.cloudId} ${row.flavor} ${row.image}`,
          cells: {
            flavor: row.flavor,
            cloud: <CloudName name={row.cloudName} colorIndex={row.colorIndex} />,
            image: row.image,
            vcpu: formatNumber(row.vcpu),
            memory: bytesIn("GiB", row.memoryBytes),
            storage: bytesIn("GiB", row.storageBytes),
            price: pricePerHour !== null && currency !== null ? formatRate(pricePerHour, currency) : "Unpriced",
            free: formatNumber(row.capacity),
            reserved: formatNumber(row.reserved),
            state: <OverflowUse row={row} />,
            seen: <RelativeTime at={row.seenAt} now={now} zone={staffZone} />,
          },
        };
      })}
      empty={
        <EmptyState compact title="No inventory">
          Flavors and images appear here when their cloud is polled. No cloud has named any yet, or the filter leaves
          none over.
        </EmptyState>
      }
      foot={{ summary: formatCount(rows.length, "flavor"), csvHref: csv }}
    />
  );
}

/** Whether a flavor can be used for an overflow machine now. */
function OverflowUse({ row }: { row: InventoryRow }) {
  if (!row.startsMachines)
    return (
      <Badge shape="bar" tone="grey">
        Not used
      </Badge>
    );
  if (row.pricePerHour === null)
    return (
      <Badge shape="bar" tone="grey">
        Unpriced, not used
      </Badge>
    );
  return row.capacity > row.reserved ? (
    <Badge shape="dot" tone="fine">
      Free
    </Badge>
  ) : (
    <Badge shape="triangle" tone="near">
      None left
    </Badge>
  );
}
