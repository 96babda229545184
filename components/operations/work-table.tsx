import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { OpenOverflow } from "@/server/reads/open-work";

/** Overflows that are being worked off by themselves. Stands in a flush card. */
export function WorkTable({ overflows, now, csv }: { overflows: OpenOverflow[]; now: Date; csv: string }) {
  return (
    <DataTable
      bare
      label="Work in hand"
      columns={[
        { key: "event", head: "Event" },
        { key: "customer", head: "Customer", grow: "34%" },
        { key: "state", head: "State" },
        { key: "attempts", head: "Attempts", align: "right" },
        { key: "held", head: "Held by", mono: true, fold: "tablet" },
        { key: "changed", head: "Here since", fold: "phone" },
        { key: "next", head: "Next look" },
      ]}
      rows={overflows.map((row) => ({
        id: row.id,
        href: `/admin/billing-events/${row.number}`,
        cells: {
          event: `EV-${row.number}`,
          customer: row.customerName,
          state: <StateBadge kind="overflow" state={row.state} />,
          attempts: row.attempts,
          held: row.leasedUntil !== null && row.leasedUntil > now ? row.leasedBy : null,
          changed: <RelativeTime at={row.changedAt} now={now} />,
          next: row.nextAttemptAt <= now ? "due" : <RelativeTime at={row.nextAttemptAt} now={now} />,
        },
      }))}
      empty={
        <EmptyState compact title="Nothing in hand">
          No overflow is on its way. One appears here when a billing event wants a machine, and leaves when it carries.
        </EmptyState>
      }
      foot={{ summary: `${overflows.length} on their way`, csvHref: csv }}
    />
  );
}
