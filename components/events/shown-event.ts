import type { EventPage } from "@/server/reads/event-page";

/** A billing event with the one time zone in which its page shows every time: the customer's, or the staff's. */
export type ShownEvent = EventPage & { zone: string };
