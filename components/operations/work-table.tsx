import { staffZone } from "@/components/frame/staff-zone";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { OpenOverflow } from "@/server/reads/open-work";

/** Overflows that are in progress. For a flush card. */
export function WorkTable({ overflows, now, csv }: { overflows: OpenOverflow[]; now: Date; csv: string }) {
  return (
    <DataTable
      bare
      label="Work in progress"
      columns={[
        { key: "event", head: "Event" },
        { key: "customer", head: "Customer", grow: "34%" },
        { key: "state", head: "State", fold: "under" },
        { key: "attempts", head: "Attempts", align: "right", fold: "phone" },
        { key: "held", head: "Held by", mono: true, fold: "tablet" },
        { key: "changed", head: "In this state since", fold: "phone" },
        { key: "next", head: "Next check" },
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
          changed: <RelativeTime at={row.changedAt} now={now} zone={staffZone} />,
          next: row.nextAttemptAt <= now ? "due" : <RelativeTime at={row.nextAttemptAt} now={now} zone={staffZone} />,
        },
      }))}
      empty={
        <EmptyState compact title="No work in progress">
          An overflow is listed here from the billing event that needs a machine until the machine carries the portion.
        </EmptyState>
      }
      foot={{ summary: `${overflows.length} in progress`, csvHref: csv }}
    />
  );
}
