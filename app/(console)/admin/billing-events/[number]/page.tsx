import { eventFacts } from "@/components/events/event-facts";
import { type EventParams, eventMetadata, eventNumber } from "@/components/events/event-number";
import { EventView } from "@/components/events/event-view";
import { eventFinding } from "@/components/events/event-words";
import { SentCard } from "@/components/events/sent-card";
import { staffZone } from "@/components/frame/staff-zone";
import { pageContext, readPage } from "@/server/trpc/caller";
import { EventActions } from "./event-actions";

export const generateMetadata = eventMetadata;

/** What did the system do about this crossing, where does it stand, and what does it cost? */
export default async function BillingEventPage(address: EventParams) {
  const number = await eventNumber(address);
  const { now } = await pageContext();
  const event = await readPage((api) => api.operations.event({ number }));
  const page = { ...event, zone: staffZone };
  return (
    <EventView
      page={page}
      now={now}
      sentence={eventFinding(page)}
      facts={eventFacts(page, now)}
      wideFirst
      machines="/admin/machines"
      actions={<EventActions page={page} />}
      last={<SentCard page={page} />}
    />
  );
}
