import type { ReactNode } from "react";
import { discoveredSentence } from "@/components/clouds/discovered-words";
import { staffZone } from "@/components/frame/staff-zone";
import { machineName } from "@/components/machines/machine-name";
import { formatCount } from "@/components/ui/format";
import { formatPeriod } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { DiscoveredInstance } from "@/server/reads/discovered-instances";
import type { FailingStanding } from "@/server/reads/failing-standings";
import type { failingNotices, OpenOverflow, stuckMachines } from "@/server/reads/open-work";
import { overflowSentence, overflowTitle } from "./overflow-words";

type Machine = Awaited<ReturnType<typeof stuckMachines>>[number];
type FailingNotice = Awaited<ReturnType<typeof failingNotices>>[number];

/** Overflows that need attention, with the cause and the remedy. `action` renders the button of a row. */
export function StuckOverflows({
  overflows,
  now,
  action,
}: {
  overflows: OpenOverflow[];
  now: Date;
  action: (row: OpenOverflow) => ReactNode;
}) {
  return (
    <ul>
      {overflows.map((row) => (
        <li key={row.id} className="border-t border-line px-4 py-2.5">
          <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm font-medium">
            <TextLink href={`/admin/billing-events/${row.number}`} strong plain>
              {overflowTitle(row)}
            </TextLink>
            <StateBadge kind="overflow" state={row.state} className="font-normal" />
          </p>
          <p className="text-xs text-ink-3">
            {row.customerName}, since <RelativeTime at={row.changedAt} now={now} zone={staffZone} />
          </p>
          <p className="text-xs text-ink-2">{overflowSentence(row, now)}</p>
          <div className="mt-2 empty:hidden">{action(row)}</div>
        </li>
      ))}
    </ul>
  );
}

/** Standings that cannot be judged, with the reason and the next try. */
export function FailingStandings({ standings, now }: { standings: FailingStanding[]; now: Date }) {
  return (
    <Rows
      items={standings.map((row) => ({
        id: row.id,
        title: (
          <TextLink
            href={`/admin/customers/${row.customerId}/subscriptions?limit=${row.parameterId}#limit`}
            strong
            plain
          >
            {`${row.meterName} of ${row.customerName}, ${formatPeriod(row.windowStart, row.windowEnd, row.timeZone)}`}
          </TextLink>
        ),
        detail: (
          <>
            Not judged and not billed since <RelativeTime at={row.since} now={now} zone={staffZone} />,{" "}
            {formatCount(row.tries, "try", "tries")}. {row.sentence}
          </>
        ),
        action: <span className="text-ink-2">{nextTryWords(row, now)}</span>,
      }))}
    />
  );
}

function nextTryWords({ nextTryAt }: FailingStanding, now: Date): ReactNode {
  if (nextTryAt === null || nextTryAt <= now) return "Next try now";
  return (
    <>
      Next try <RelativeTime at={nextTryAt} now={now} zone={staffZone} />
    </>
  );
}

/** Blocked machines. */
export function StuckMachines({ machines, now }: { machines: Machine[]; now: Date }) {
  return (
    <Rows
      items={machines.map((machine) => ({
        id: machine.id,
        title: (
          <TextLink href={`/admin/machines/${machine.id}`} strong plain>
            {machineName(machine)}
          </TextLink>
        ),
        detail: (
          <>
            {machine.customerName}, {machine.serviceName}. {machine.stateReason ?? "It sends no heartbeat."} Last
            contact <RelativeTime at={machine.since} now={now} zone={staffZone} />.
          </>
        ),
        state: <StateBadge kind="machine" state={machine.state} />,
      }))}
    />
  );
}

/** Instances that a cloud runs with this installation's tag and no overflow accounts for. */
export function DiscoveredInstances({ instances, now }: { instances: DiscoveredInstance[]; now: Date }) {
  return (
    <Rows
      items={instances.map((row) => ({
        id: `${row.instance.cloudId} ${row.instance.instanceId}`,
        title: (
          <TextLink href="/admin/clouds/inventory" strong plain>
            {`${row.instance.name} in ${row.cloudName}`}
          </TextLink>
        ),
        detail: (
          <>
            {discoveredSentence(row)} First seen{" "}
            <RelativeTime at={row.instance.firstSeenAt} now={now} zone={staffZone} />.
          </>
        ),
        state: <StateBadge kind="machine" state="discovered" />,
      }))}
    />
  );
}

/** Notices that could not be delivered, with the time of the next attempt or the way to where they are settled. */
export function FailingNotices({ notices, now }: { notices: FailingNotice[]; now: Date }) {
  return (
    <Rows
      items={notices.map((notice) => ({
        id: notice.id,
        title: `${notice.kind === "cloud" ? "Notice" : "Email"} to ${notice.cloudName ?? notice.recipient}`,
        detail: notice.refusedAt ? (
          <>
            {sentence(notice.subject)} Refused for good{" "}
            <RelativeTime at={notice.refusedAt} now={now} zone={staffZone} />: {notice.error}
          </>
        ) : (
          `${sentence(notice.subject)} Attempt ${notice.attempts} failed: ${notice.error}`
        ),
        action: (
          <span className="text-ink-2">
            {notice.refusedAt ? (
              <TextLink href="/admin/notices?state=refused">Send again or dismiss</TextLink>
            ) : (
              <>
                Next attempt <RelativeTime at={notice.nextAttemptAt} now={now} zone={staffZone} />
              </>
            )}
          </span>
        ),
      }))}
    />
  );
}

/** A mail's subject as a sentence: with a full stop, unless it is a question. */
const sentence = (subject: string): string => (/[.?!]$/.test(subject) ? subject : `${subject}.`);
