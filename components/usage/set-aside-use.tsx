import { ActionMenu } from "@/components/list/action-menu";
import type { ListAction } from "@/components/list/list-action";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatDateTime } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { SelectAll } from "@/components/ui/select-all";
import { SelectRow } from "@/components/ui/select-row";
import { Selection } from "@/components/ui/selection";
import type { SetAsideRecord } from "@/server/usage/corrections/decide-set-aside";
import type { SetAsideDecision } from "@/server/usage/states";
import { quantityOf } from "./meter-words";
import { SetAsideBulk } from "./set-aside-bulk";
import { decisionWords } from "./set-aside-words";

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
  const named = records.map((record) => {
    const meter = meters.find(({ slug }) => slug === record.meter);
    const quantity = meter ? quantityOf(record.quantity, meter) : record.quantity;
    return { ...record, meterName: meter?.name ?? record.meter, name: `${quantity} of ${record.customerName}` };
  });
  return (
    <Card
      title="Set aside"
      note={more ? "those that wait longest; more follow" : "stored, and not counted until it is released"}
      flush
      className="mt-4"
    >
      <Selection>
        <DataTable
          bare
          label="Set aside"
          {...(refusal === undefined && { selectable: { All: SelectAll, Row: SelectRow } })}
          columns={[
            { key: "customer", head: "Customer" },
            { key: "meter", head: "Meter", fold: "phone" },
            { key: "why", head: "Why" },
            { key: "used", head: `Used (${zone})`, fold: "tablet" },
            { key: "source", head: "Source", mono: true, fold: "tablet" },
            { key: "since", head: "Since", muted: true, fold: "phone" },
          ]}
          rows={named.map((record) => ({
            id: record.digest,
            name: record.name,
            cells: {
              customer: record.customerName,
              meter: record.meterName,
              why: <span className="block min-w-28 whitespace-normal [overflow-wrap:anywhere]">{record.reason}</span>,
              used: formatDateTime(record.endedAt, zone),
              source: record.source,
              since: <RelativeTime at={record.receivedAt} now={now} zone={zone} />,
            },
            action: (
              <ActionMenu
                label={`Actions for the record of ${record.customerName}`}
                actions={decisions(record, record.name, refusal)}
              />
            ),
          }))}
        />
        <SetAsideBulk records={named.map(({ digest, customerId, name }) => ({ id: digest, customerId, name }))} />
      </Selection>
    </Card>
  );
}

function decisions({ customerId, digest }: SetAsideRecord, what: string, refusal: string | undefined): ListAction[] {
  const action = (decision: SetAsideDecision): ListAction => {
    const { verb, icon, one } = decisionWords[decision];
    return {
      id: decision,
      label: `${verb}…`,
      icon,
      title: `${verb} ${what}`,
      body: one,
      confirm: verb,
      destructive: decision === "rejected",
      asksReason: "company",
      disabledReason: refusal,
      done: `${what} is ${decision}.`,
      call: {
        mutation: decision === "released" ? "usage.release" : "usage.reject",
        input: { customerId, records: [digest] },
      },
    };
  };
  return [action("released"), action("rejected")];
}
