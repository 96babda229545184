import type { ReactNode } from "react";
import type { ShownEvent } from "@/components/events/shown-event";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Timeline } from "@/components/timeline/timeline";
import { Card } from "@/components/ui/card";
import { zoneWords } from "@/components/ui/format-time";
import { LiveDot } from "@/components/ui/live-dot";
import { StateBadge } from "@/components/ui/state-badge";
import { type Fact, SummaryStrip } from "@/components/ui/summary-strip";
import { EventStandingCard } from "./event-standing-card";
import { eventSteps } from "./event-steps";
import { eventTitle } from "./event-words";
import { MachineCard } from "./machine-card";
import { WhyCard } from "./why-card";

/**
 * A billing event's page in portal and console: what was done about the crossing, where it stands and what it costs.
 * `machines` is the address of the list of machines, `question` what a person is asked, `last` the page's last card.
 */
export function EventView({
  page,
  now,
  sentence,
  facts,
  wideFirst,
  machines,
  crumbs = [],
  actions,
  question,
  last,
}: {
  page: ShownEvent;
  now: Date;
  sentence: string;
  facts: Fact[];
  wideFirst?: boolean;
  machines: "/machines" | "/admin/machines";
  crumbs?: { label: string; href: string }[];
  actions?: ReactNode;
  question?: ReactNode;
  last: ReactNode;
}) {
  const steps = eventSteps(page, now);
  const done = steps.filter((step) => step.state === "done" || (step.state === "retried" && step.duration)).length;
  return (
    <Page wide>
      <PageHead
        title={eventTitle(page)}
        sentence={sentence}
        badges={<StateBadge kind="overflow" state={page.overflow?.state ?? "declined"} pill />}
        actions={actions}
        crumbs={[...crumbs, { label: `EV-${page.event.number}` }]}
      />
      <LiveRefresh topics={["overflows", "billing", "machines", "licenses", "notices", "usage"]} />
      {question}
      <SummaryStrip facts={facts} wideFirst={wideFirst} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
        <Card
          title="Timeline"
          note={`${done} of ${steps.length} steps, in ${zoneWords(page.zone)}`}
          aside={<LiveDot>updates automatically</LiveDot>}
          flush
        >
          <div className="border-t border-line pt-4">
            <Timeline label="Timeline" steps={steps} live />
          </div>
        </Card>
        <div className="grid min-w-0 gap-4">
          <EventStandingCard page={page} />
          <WhyCard page={page} />
          <MachineCard page={page} machines={machines} />
          {last}
        </div>
      </div>
    </Page>
  );
}
