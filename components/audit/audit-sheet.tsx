import { staffZone } from "@/components/frame/staff-zone";
import { type Address, hrefOf, sheetHref } from "@/components/list/address";
import { formatExact } from "@/components/ui/format-time";
import { Identifier } from "@/components/ui/identifier";
import { KeyValue } from "@/components/ui/key-value";
import { LinkButton } from "@/components/ui/link-button";
import { Sheet } from "@/components/ui/sheet";
import type { auditLog } from "@/server/reads/audit-log";
import { actionWords, actorWords, fieldLabel, subjectWords, valueWords } from "./audit-words";
import { type NamedThings, ThingLink } from "./thing-link";

type Entry = Awaited<ReturnType<typeof auditLog>>["rows"][number];

/** One entry of the log with everything that it holds, ids to copy, and the ways to its like. */
export function AuditSheet({ address, entry, things }: { address: Address; entry: Entry; things: NamedThings }) {
  const details = Object.entries(entry.detail).filter(([, value]) => value !== "");
  return (
    <Sheet
      title={actionWords(entry.action)}
      sub={formatExact(entry.at, staffZone)}
      closeHref={sheetHref(address, { open: null })}
      footer={
        <>
          <LinkButton size="small" href={hrefOf(address, { open: null, subject: entry.subjectId })}>
            All about this subject
          </LinkButton>
          <LinkButton size="small" href={hrefOf(address, { open: null, action: entry.action })}>
            All of this action
          </LinkButton>
        </>
      }
    >
      <KeyValue
        items={[
          { label: "By", value: actorWords(entry, things) },
          {
            label: "Customer",
            value: entry.customerId ? (
              <ThingLink id={entry.customerId} things={things} otherwise={entry.customerName ?? "gone"} />
            ) : (
              "none"
            ),
          },
          {
            label: "Subject",
            value: <ThingLink id={entry.subjectId} things={things} otherwise={subjectWords(entry.subjectKind)} />,
          },
          ...details.map(([name, value]) => ({
            label: fieldLabel(name),
            value: valueWords(name, value, things),
          })),
        ]}
      />
      <h3 className="mt-6 mb-2 text-sm font-semibold">Ids</h3>
      <KeyValue
        items={[
          { label: subjectWords(entry.subjectKind), value: <Identifier value={entry.subjectId} label="Copy the id" /> },
          { label: "request", value: <Identifier value={entry.requestId} label="Copy the request's id" /> },
          { label: "entry", value: <Identifier value={entry.id} label="Copy the entry's id" /> },
        ]}
      />
    </Sheet>
  );
}
