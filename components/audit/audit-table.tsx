import { staffZone } from "@/components/frame/staff-zone";
import { actorName } from "@/components/identity/actor-name";
import { type Address, sheetHref } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { auditLog } from "@/server/reads/audit-log";
import { actionWords, actorWords, detailWords, subjectWords } from "./audit-words";
import { ThingLink } from "./thing-link";

type Log = Awaited<ReturnType<typeof auditLog>>;

/** The audit log: what was done, by whom, to what, newest first. A row opens its entry next to the list. */
export function AuditTable({ address, page, now }: { address: Address; page: Log; now: Date }) {
  return (
    <DataTable
      label="Audit log"
      columns={[
        { key: "at", head: "Time", muted: true },
        { key: "action", head: "Action" },
        { key: "who", head: "By", grow: "22%" },
        { key: "customer", head: "Customer", grow: "18%", fold: "tablet" },
        { key: "subject", head: "Subject", grow: "18%", fold: "sheet" },
        { key: "detail", head: "Detail", grow: "20%", muted: true, fold: "sheet" },
      ]}
      rows={page.rows.map((entry) => ({
        id: entry.id,
        href: sheetHref(address, { open: entry.id }),
        selected: address.params.open === entry.id,
        cells: {
          at: <RelativeTime at={entry.at} now={now} zone={staffZone} />,
          action: actionWords(entry.action),
          who: actorWords({ ...entry, actorLabel: actorName(entry.actorLabel) }, page.things),
          customer: entry.customerName,
          subject: <ThingLink id={entry.subjectId} things={page.things} otherwise={subjectWords(entry.subjectKind)} />,
          detail: detailWords(entry.detail, page.things),
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
