import { staffZone } from "@/components/frame/staff-zone";
import { type Address, hrefOf } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { actionWords, actorWords } from "./audit-words";

type Entry = {
  id: string;
  at: Date;
  customerId: string | null;
  customerName: string | null;
  actorKind: string;
  actorLabel: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  detail: Record<string, string>;
};

/** The audit log: what was done, by whom, to what, newest first. */
export function AuditTable({
  address,
  page,
  now,
}: {
  address: Address;
  page: { rows: Entry[]; nextCursor: string | null };
  now: Date;
}) {
  return (
    <DataTable
      label="Audit log"
      columns={[
        { key: "at", head: "Time", muted: true },
        { key: "action", head: "Action" },
        { key: "who", head: "By", grow: "22%" },
        { key: "customer", head: "Customer", grow: "18%", fold: "tablet" },
        { key: "subject", head: "Subject", mono: true, fold: "tablet" },
        { key: "detail", head: "Detail", grow: "20%", muted: true, fold: "tablet" },
      ]}
      rows={page.rows.map((entry) => ({
        id: entry.id,
        cells: {
          at: <RelativeTime at={entry.at} now={now} zone={staffZone} />,
          action: (
            <TextLink href={hrefOf(address, { action: entry.action })} plain className="-my-1 inline-block py-1">
              {actionWords(entry.action)}
            </TextLink>
          ),
          who: actorWords(entry),
          customer: entry.customerId ? (
            <TextLink href={`/admin/customers/${entry.customerId}`} plain>
              {entry.customerName ?? entry.customerId}
            </TextLink>
          ) : null,
          subject: (
            <TextLink href={hrefOf(address, { subject: entry.subjectId })} plain className="-my-1 inline-block py-1">
              {entry.subjectId}
            </TextLink>
          ),
          detail: Object.entries(entry.detail)
            .map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`)
            .join(", "),
        },
      }))}
      empty={
        <ListEmpty address={address} noun="entry" title="No entry yet">
          Every change by a person, a key or a job is recorded here.
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
    />
  );
}
