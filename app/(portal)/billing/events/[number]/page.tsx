import { ChargesCard } from "@/components/billing/charges-card";
import { HeldOverflows } from "@/components/billing/held-overflows";
import { ownEventFacts, ownEventFinding } from "@/components/billing/own-event-words";
import { type EventParams, eventMetadata, eventNumber } from "@/components/events/event-number";
import { EventView } from "@/components/events/event-view";
import { refusalOf } from "@/server/identity/refusal";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const generateMetadata = eventMetadata;

/** What happened when we went over the limit, what is done about it, and what does it cost? */
export default async function OwnEventPage(address: EventParams) {
  const number = await eventNumber(address);
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const [event, atWork] = await readPage((api) => Promise.all([api.billing.event({ number }), api.overflows.atWork()]));
  const page = { ...event, zone: event.customer.timeZone };
  const { name: meterName, unit, decimals } = page.meter;
  const held = atWork.filter((one) => one.number === number).map((one) => ({ ...one, meterName, unit, decimals }));
  return (
    <EventView
      page={page}
      now={now}
      sentence={ownEventFinding(page)}
      facts={ownEventFacts(page, now)}
      machines="/machines"
      crumbs={[{ label: "Billing events", href: "/billing/events" }]}
      question={
        <HeldOverflows
          overflows={held}
          zone={page.zone}
          refusal={refusalOf(viewing ? null : actor, "overflows.answer", customerId)}
        />
      }
      last={<ChargesCard page={page} now={now} />}
    />
  );
}
