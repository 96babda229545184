import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ChargesCard } from "@/components/billing/charges-card";
import { HeldOverflows } from "@/components/billing/held-overflows";
import { ownEventFacts, ownEventFinding } from "@/components/billing/own-event-words";
import { EventStandingCard } from "@/components/events/event-standing-card";
import { eventSteps } from "@/components/events/event-steps";
import { eventTitle } from "@/components/events/event-words";
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
import { refusalOf } from "@/server/identity/refusal";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

type Params = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: `EV-${numberOf((await params).number)}` };
}

/** What happened when we went over, where does the answer stand, and what does it cost? */
export default async function OwnEventPage({ params }: Params) {
  const number = numberOf((await params).number);
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const [page, atWork] = await readPage((api) => Promise.all([api.billing.event({ number }), api.overflows.atWork()]));
  const { meter, overflow } = page;
  const steps = eventSteps(page, now);
  const done = steps.filter((step) => step.state === "done" || (step.state === "retried" && step.duration)).length;
  const held = atWork
    .filter((one) => one.number === number)
    .map((one) => ({ ...one, meterName: meter.name, unit: meter.unit, decimals: meter.decimals }));
  return (
    <Page wide>
      <PageHead
        title={eventTitle(page)}
        sentence={ownEventFinding(page)}
        badges={<StateBadge kind="overflow" state={overflow?.state ?? "requested"} pill />}
        crumbs={[{ label: "Billing events", href: "/billing/events" }, { label: `EV-${number}` }]}
      />
      <LiveRefresh topics={["overflows", "billing", "machines", "licenses", "notices", "usage"]} />
      <HeldOverflows
        overflows={held}
        zone={page.customer.timeZone}
        refusal={refusalOf(viewing ? null : actor, "overflows.answer", customerId)}
      />
      <SummaryStrip facts={ownEventFacts(page, now)} />
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
          <MachineCard page={page} machines="/machines" />
          <ChargesCard page={page} now={now} />
        </div>
      </div>
    </Page>
  );
}

/** `/billing/events/2031`, and `EV-2031` as people say it. */
function numberOf(text: string): number {
  const found = /^(?:ev-)?(\d{1,9})$/i.exec(decodeURIComponent(text))?.[1];
  if (!found || Number(found) === 0) notFound();
  return Number(found);
}
