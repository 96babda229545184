import { type Address, csvHref, pageLinks, sortLink } from "@/components/console/address";
import { meterWithUnit } from "@/components/console/meter-words";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatMoney, formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { listEvents } from "@/server/monitoring/event-list";

type Listed = Awaited<ReturnType<typeof listEvents>>;

/** Billing events of all customers with what answers each. */
export function EventTable({
  address,
  page,
  total,
  now,
}: {
  address: Address;
  page: Listed;
  total: number;
  now: Date;
}) {
  const filtered = Object.keys(address.params).some((key) => !["sort", "dir", "after", "trail"].includes(key));
  return (
    <DataTable
      label="Billing events"
      columns={[
        { key: "number", head: "Event", ...oneWay(address, "raised", true) },
        { key: "customer", head: "Customer, meter", grow: "26%" },
        { key: "cloud", head: "Cloud", fold: "tablet" },
        { key: "machine", head: "First machine", fold: "tablet" },
        { key: "use", head: "Use", align: "right", fold: "phone" },
        { key: "limit", head: "Limit", align: "right", muted: true, fold: "phone" },
        { key: "excess", head: "Excess", align: "right" },
        { key: "amount", head: "Amount", align: "right", ...oneWay(address, "amount") },
        { key: "state", head: "Overflow" },
        { key: "raised", head: "Raised", fold: "phone" },
      ]}
      rows={page.rows.map((row) => ({
        id: row.id,
        href: `/admin/billing-events/${row.number}`,
        cells: {
          number: `EV-${row.number}`,
          customer: (
            <span className="block leading-4.5">
              <span className="block truncate" title={row.customerName}>
                {row.customerName}
              </span>
              <span className="block truncate text-xs text-ink-3">
                {meterWithUnit(row.meterName, row.unit)}
                {row.ordinal > 1 ? `, ordinal ${row.ordinal}` : ""}
              </span>
            </span>
          ),
          cloud: <CloudName name={row.cloudName ?? "On-premises"} colorIndex={row.colorIndex ?? undefined} />,
          machine: row.firstMachine,
          use: formatNumber(row.aggregate, { decimals: 2 }),
          limit: formatNumber(row.limit, { decimals: 2 }),
          excess: <span className="font-medium">{formatNumber(row.excess, { decimals: 2 })}</span>,
          amount: formatMoney(row.amountMinor, row.currency),
          state: row.state ? <StateBadge kind="overflow" state={row.state} /> : null,
          raised: <RelativeTime at={row.raisedAt} now={now} />,
        },
      }))}
      empty={
        filtered ? (
          <EmptyState compact title="No event fits the filter">
            Take a filter away to see more. {total === 0 ? "No event was raised at all yet." : ""}
          </EmptyState>
        ) : (
          <EmptyState title="No billing event yet">
            One is raised when a customer's use across all clouds is strictly greater than their limit. Use equal to the
            limit raises nothing.
          </EmptyState>
        )
      }
      foot={{
        summary: `${page.rows.length} of ${total} shown`,
        ...pageLinks(address, page.next),
        csvHref: csvHref(address),
      }}
    />
  );
}

/** A head that sorts one way only: the newest, the dearest. */
function oneWay(address: Address, key: string, byDefault = false) {
  const { sortHref, sorted } = sortLink(address, key, { byDefault });
  return sorted ? { sorted } : { sortHref };
}
