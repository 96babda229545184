import { type Address, sortLink } from "@/components/list/address";
import { isFiltered } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCounted, formatMoney, formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { meterWithUnit } from "@/components/usage/meter-words";
import type { Counted } from "@/server/pagination";
import type { listEvents } from "@/server/reads/event-list";

type Listed = Awaited<ReturnType<typeof listEvents>>;

/**
 * Billing events with what answers each. Staff see whose each is (`all`); a company sees its own, in its own zone. Rows
 * lead to the event below the list's own path.
 */
export function EventTable({
  address,
  page,
  total,
  now,
  zone,
  all,
}: {
  address: Address;
  page: Listed;
  /** How many fit the filter. */
  total: Counted;
  now: Date;
  zone: string;
  all?: boolean;
}) {
  return (
    <DataTable
      label="Billing events"
      columns={[
        { key: "number", head: "Event", ...sortLink(address, "raised", { byDefault: true }) },
        { key: "meter", head: all ? "Customer, meter" : "Meter", grow: all ? "26%" : "20%" },
        { key: "cloud", head: "Cloud", fold: "tablet" },
        { key: "machine", head: "First machine", fold: "tablet" },
        { key: "use", head: "Use", align: "right", fold: "phone" },
        { key: "limit", head: "Limit", align: "right", muted: true, fold: "phone" },
        { key: "excess", head: "Excess", align: "right", fold: "phone" },
        { key: "amount", head: "Amount", align: "right", ...sortLink(address, "amount") },
        { key: "state", head: "Overflow", fold: "under" },
        { key: "raised", head: "Raised", fold: "phone" },
      ]}
      rows={page.rows.map((row) => ({
        id: row.id,
        href: `${address.path}/${row.number}`,
        cells: {
          number: <span className="whitespace-nowrap">EV-{row.number}</span>,
          meter: all ? <Whose row={row} /> : meterOf(row),
          cloud: <CloudName name={row.cloudName ?? "On-premises"} colorIndex={row.colorIndex ?? undefined} />,
          machine: row.firstMachine,
          use: formatNumber(row.aggregate, { decimals: 2 }),
          limit: formatNumber(row.limit, { decimals: 2 }),
          excess: <span className="font-medium">{formatNumber(row.excess, { decimals: 2 })}</span>,
          amount: formatMoney(row.amountMinor, row.currency),
          state: row.state ? <StateBadge kind="overflow" state={row.state} /> : null,
          raised: <RelativeTime at={row.raisedAt} now={now} zone={zone} />,
        },
      }))}
      empty={
        isFiltered(address) ? (
          <EmptyState compact title="No event fits the filter">
            Take a filter away to see more.
          </EmptyState>
        ) : (
          <EmptyState title="No billing event yet">
            One is raised when{" "}
            {all
              ? "a customer's use across all clouds is strictly greater than their"
              : "your use across all clouds is strictly greater than a"}{" "}
            limit. Use equal to the limit raises nothing.
          </EmptyState>
        )
      }
      foot={listFoot(address, {
        summary: `${page.rows.length} of ${formatCounted(total)} shown`,
        next: page.nextCursor,
      })}
    />
  );
}

type Row = Listed["rows"][number];

const meterOf = (row: Row) =>
  `${meterWithUnit(row.meterName, row.unit)}${row.ordinal > 1 ? `, ordinal ${row.ordinal}` : ""}`;

function Whose({ row }: { row: Row }) {
  return (
    <span className="block leading-4.5">
      <span className="block truncate text-left" dir="auto" title={row.customerName}>
        {row.customerName}
      </span>
      <span className="block truncate text-left text-xs text-ink-3" dir="auto" title={meterOf(row)}>
        {meterOf(row)}
      </span>
    </span>
  );
}
