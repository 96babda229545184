import { ActionMenu } from "@/components/list/action-menu";
import type { ListAction } from "@/components/list/list-action";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatDateTime } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import type { SetAsideRecord } from "@/server/usage/corrections/decide-set-aside";
import { quantityOf } from "./meter-words";

type Meter = { slug: string; name: string; unit: string; decimals: number };

/** Records above the plausible maximum of their meter, which staff release or reject. Nothing where none waits. */
export function SetAsideUseCard({
  records,
  more,
  meters,
  refusal,
  now,
  zone,
}: {
  records: SetAsideRecord[];
  /** Others wait behind these. */
  more: boolean;
  meters: Meter[];
  refusal: string | undefined;
  now: Date;
  zone: string;
}) {
  if (records.length === 0) return null;
  return (
    <Card
      title="Set aside"
      note={more ? "those that wait longest; more follow" : "stored, and not counted until it is released"}
      flush
      className="mt-4"
    >
      <DataTable
        bare
        label="Set aside"
        columns={[
          { key: "customer", head: "Customer" },
          { key: "meter", head: "Meter", fold: "phone" },
          { key: "why", head: "Why" },
          { key: "used", head: `Used (${zone})`, fold: "tablet" },
          { key: "source", head: "Source", mono: true, fold: "tablet" },
          { key: "since", head: "Since", muted: true, fold: "phone" },
        ]}
        rows={records.map((record) => {
          const meter = meters.find(({ slug }) => slug === record.meter);
          const quantity = meter ? quantityOf(record.quantity, meter) : record.quantity;
          return {
            id: record.digest,
            cells: {
              customer: record.customerName,
              meter: meter?.name ?? record.meter,
              why: <span className="block min-w-40 whitespace-normal [overflow-wrap:anywhere]">{record.reason}</span>,
              used: formatDateTime(record.endedAt, zone),
              source: record.source,
              since: <RelativeTime at={record.receivedAt} now={now} zone={zone} />,
            },
            action: (
              <ActionMenu
                label={`Actions for the record of ${record.customerName}`}
                actions={decisions(record, `${quantity} of ${record.customerName}`, refusal)}
              />
            ),
          };
        })}
      />
    </Card>
  );
}

function decisions({ customerId, digest }: SetAsideRecord, what: string, refusal: string | undefined): ListAction[] {
  const input = { customerId, records: [digest] };
  return [
    {
      id: "release",
      label: "Release…",
      icon: "check",
      title: `Release ${what}`,
      body: "The record counts from now on, at its own time, against the customer's limits, and is billed as any other use. This can't be undone.",
      confirm: "Release",
      asksReason: "company",
      ...(refusal === undefined ? {} : { disabledReason: refusal }),
      done: `${what} is released.`,
      call: { mutation: "usage.release", input },
    },
    {
      id: "reject",
      label: "Reject…",
      icon: "x",
      title: `Reject ${what}`,
      body: "The record stays stored and never counts. This can't be undone; what was really used is sent again as a new record.",
      confirm: "Reject",
      destructive: true,
      asksReason: "company",
      ...(refusal === undefined ? {} : { disabledReason: refusal }),
      done: `${what} is rejected.`,
      call: { mutation: "usage.reject", input },
    },
  ];
}
