import { type NamedThings, ThingLink } from "@/components/audit/thing-link";
import { staffZone } from "@/components/frame/staff-zone";
import type { Address } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { noticeState } from "@/server/notifications/states";
import { actorName } from "./actor-name";
import { NoticeActions } from "./notice-actions";

type NoticeRow = {
  id: string;
  customerName: string | null;
  kind: "mail" | "cloud";
  recipient: string;
  subject: string;
  subjectId: string | null;
  createdAt: Date;
  attempts: number;
  nextAttemptAt: Date;
  deliveredAt: Date | null;
  refusedAt: Date | null;
  dismissedAt: Date | null;
  dismissedBy: string | null;
  answer: Record<string, unknown> | null;
  error: string | null;
};

/** The outbox: notices to people and host clouds, their answers, and what will be retried. */
export function NoticeTable({
  address,
  page,
  now,
  refusal,
}: {
  address: Address;
  page: { rows: NoticeRow[]; nextCursor: string | null; things: NamedThings };
  now: Date;
  refusal?: string;
}) {
  return (
    <DataTable
      label="Notices"
      columns={[
        { key: "subject", head: "Notice", grow: "26%" },
        { key: "to", head: "To", grow: "16%", fold: "phone" },
        { key: "about", head: "About", fold: "tablet" },
        { key: "customer", head: "Customer", grow: "16%", fold: "tablet" },
        { key: "at", head: "Created", muted: true, fold: "phone" },
        { key: "state", head: "State", fold: "under" },
        { key: "answer", head: "Answer", grow: "20%", muted: true, fold: "tablet" },
      ]}
      rows={page.rows.map((notice) => ({
        id: notice.id,
        cells: {
          subject: notice.subject,
          to: page.things[notice.recipient]?.name ?? notice.recipient,
          about: <ThingLink id={notice.subjectId ?? ""} things={page.things} otherwise="–" />,
          customer: notice.customerName,
          at: <RelativeTime at={notice.createdAt} now={now} zone={staffZone} />,
          state: <StateBadge kind="notice" state={noticeState(notice)} />,
          answer: answerOf(notice, now),
        },
        action:
          notice.deliveredAt || notice.dismissedAt ? undefined : (
            <NoticeActions notice={{ ...notice, refused: notice.refusedAt !== null }} refusal={refusal} />
          ),
      }))}
      empty={
        <ListEmpty address={address} noun="notice" title="No notice yet">
          Emails to people and notices to host clouds are listed here, with the answer received.
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
    />
  );
}

/** The answer in a line: the mail server's, the cloud's, or that the demo stored the mail. */
function answerText(answer: Record<string, unknown> | null): string | null {
  if (!answer) return null;
  if (answer.deliveredTo === "mailbox") return "stored in the mailbox";
  if (typeof answer.response === "string") return answer.response;
  const plain = Object.entries(answer).filter(([, value]) => typeof value !== "object");
  // An id that carries its own kind is not named once more: "receipt-91…" of "receipt".
  const named = plain.map(([name, value]) =>
    `${value}`.startsWith(`${name}-`) ? value : `${name.replaceAll("_", " ")} ${value}`,
  );
  return named.join(", ") || "taken";
}

function answerOf(notice: NoticeRow, now: Date) {
  if (notice.deliveredAt) return answerText(notice.answer);
  if (notice.dismissedAt)
    return (
      <>
        {notice.error}{" "}
        {notice.dismissedBy === "expiry" ? "Nobody has to look" : `Dismissed by ${actorName(notice.dismissedBy ?? "")}`}{" "}
        <RelativeTime at={notice.dismissedAt} now={now} zone={staffZone} />.
      </>
    );
  if (!notice.error) return null;
  if (notice.refusedAt)
    return (
      <>
        {notice.error} Refused for good <RelativeTime at={notice.refusedAt} now={now} zone={staffZone} />.
      </>
    );
  return (
    <>
      {notice.error} Next attempt <RelativeTime at={notice.nextAttemptAt} now={now} zone={staffZone} />.
    </>
  );
}
