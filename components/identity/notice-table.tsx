import type { Address } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { noticeState } from "@/server/notifications/states";
import { RetryNotice } from "./retry-notice";

type NoticeRow = {
  id: string;
  customerName: string | null;
  kind: "mail" | "cloud";
  recipient: string;
  subject: string;
  createdAt: Date;
  attempts: number;
  nextAttemptAt: Date;
  deliveredAt: Date | null;
  answer: Record<string, unknown> | null;
  error: string | null;
};

/** The outbox: what was told to whom, what came back, and what is tried again. */
export function NoticeTable({
  address,
  page,
  now,
  refusal,
}: {
  address: Address;
  page: { rows: NoticeRow[]; next: string | null };
  now: Date;
  refusal?: string;
}) {
  return (
    <DataTable
      label="Notices"
      columns={[
        { key: "subject", head: "Notice", grow: "28%" },
        { key: "to", head: "To", grow: "16%", fold: "phone" },
        { key: "customer", head: "Customer", grow: "18%", fold: "tablet" },
        { key: "at", head: "Written", muted: true, fold: "phone" },
        { key: "state", head: "State" },
        { key: "answer", head: "Answer", grow: "24%", muted: true, fold: "tablet" },
      ]}
      rows={page.rows.map((notice) => ({
        id: notice.id,
        cells: {
          subject: notice.subject,
          to: notice.recipient,
          customer: notice.customerName,
          at: <RelativeTime at={notice.createdAt} now={now} />,
          state: <StateBadge kind="notice" state={noticeState(notice)} />,
          answer: answerOf(notice, now),
        },
        action: notice.deliveredAt ? undefined : <RetryNotice id={notice.id} refusal={refusal} />,
      }))}
      empty={
        <ListEmpty address={address} noun="notice" title="No notice yet">
          Mails to people and notices to host clouds stand here, with the answer that came back.
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.next })}
    />
  );
}

/** What came back, in a line: the mail server's answer, the cloud's status, or that the demo kept it. */
function told(answer: Record<string, unknown> | null): string | null {
  if (!answer) return null;
  if (answer.deliveredTo === "mailbox") return "kept in the mailbox";
  return typeof answer.response === "string" ? answer.response : JSON.stringify(answer);
}

function answerOf(notice: NoticeRow, now: Date) {
  if (notice.deliveredAt) return told(notice.answer);
  if (!notice.error) return null;
  return (
    <>
      {notice.error} Next try <RelativeTime at={notice.nextAttemptAt} now={now} />.
    </>
  );
}
