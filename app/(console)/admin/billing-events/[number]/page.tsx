import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { eventFacts } from "@/components/events/event-facts";
import { EventStandingCard } from "@/components/events/event-standing-card";
import { eventSteps } from "@/components/events/event-steps";
import { eventFinding, eventTitle } from "@/components/events/event-words";
import { LeftCard } from "@/components/events/left-card";
import { MachineCard } from "@/components/events/machine-card";
import { WhyCard } from "@/components/events/why-card";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Timeline } from "@/components/timeline/timeline";
import { Card } from "@/components/ui/card";
import { LiveDot } from "@/components/ui/live-dot";
import { StateBadge } from "@/components/ui/state-badge";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { pageContext, readPage } from "@/server/trpc/caller";
import { EventActions } from "./event-actions";

type Params = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: `EV-${numberOf((await params).number)}` };
}

/** What did the system do about this crossing, where does it stand, and what does it cost? */
export default async function BillingEventPage({ params }: Params) {
  const number = numberOf((await params).number);
  const { now } = await pageContext();
  const page = await readPage((api) => api.operations.event({ number }));
  const steps = eventSteps(page, now);
  const done = steps.filter((step) => step.state === "done" || (step.state === "retried" && step.duration)).length;
  const { overflow } = page;
  return (
    <Page wide>
      <PageHead
        title={eventTitle(page)}
        sentence={eventFinding(page)}
        badges={<StateBadge kind="overflow" state={overflow?.state ?? "declined"} pill />}
        actions={<EventActions page={page} />}
        crumbs={[{ label: `EV-${number}` }]}
      />
      <LiveRefresh topics={["overflows", "billing", "machines", "licenses", "notices", "usage"]} />
      <SummaryStrip facts={eventFacts(page, now)} wideFirst />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
        <Card
          title="Timeline"
          note={`${done} of ${steps.length} steps, times in UTC`}
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
          <MachineCard page={page} machines="/admin/machines" />
          <LeftCard page={page} />
        </div>
      </div>
    </Page>
  );
}

/** `/admin/billing-events/2031`, and `EV-2031` as it is written. */
function numberOf(text: string): number {
  const found = /^(?:ev-)?(\d{1,9})$/i.exec(decodeURIComponent(text))?.[1];
  if (!found || Number(found) === 0) notFound();
  return Number(found);
}
