import type { ShownEvent } from "@/components/events/shown-event";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format";
import { Rows } from "@/components/ui/rows";
import { StateBadge } from "@/components/ui/state-badge";
import { noticeState } from "@/server/notifications/states";
import { answerOf } from "./event-words";

/** What was sent to the host cloud about this event: notices with their answers, and the calls. */
export function SentCard({ page }: { page: ShownEvent }) {
  const subject = page.overflow?.id ?? page.event.id;
  const calls = page.exchanges.length;
  return (
    <Card
      title="Sent to host clouds"
      more={
        calls > 0
          ? {
              label: formatCount(calls, "exchange"),
              href: `/admin/clouds/exchanges?subject=${subject}`,
            }
          : undefined
      }
      flush
    >
      {page.notices.length === 0 ? (
        <EmptyState compact title="No notice">
          The customer has no account at a host cloud for this use, so no cloud is notified.
        </EmptyState>
      ) : null}
      <Rows
        items={page.notices.map((notice) => ({
          id: notice.id,
          title: notice.subject,
          detail: answerOf(page, notice),
          state: <StateBadge kind="notice" state={noticeState(notice)} />,
        }))}
      />
      <p className="border-t border-line px-4 py-3 text-xs text-ink-2">
        Event id, host-cloud account, resource, in excess or not, second machine. No limit, threshold, sum or excess.
      </p>
    </Card>
  );
}
