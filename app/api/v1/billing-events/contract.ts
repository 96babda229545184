import { z } from "zod";
import { instantText } from "@/server/instant";
import { overflowGroups, overflowStates } from "@/server/overflow/states";
import type { EventRow } from "@/server/reads/event-list";
import { operation } from "../operation";
import { after, customerName, decimal, limit, minorUnits, named, oneOf, onePage, pageAnswer, time } from "../parts";

const billingEventsQuery = z.strictObject({
  customer: customerName,
  meter: z.string().max(100).optional().describe("A meter's slug"),
  cloud: z.string().max(100).optional().describe("A host cloud's slug"),
  group: oneOf(overflowGroups).optional().describe("Where the overflow that answers it stands"),
  since: instantText.optional().describe("Raised at that time or later"),
  after,
  limit,
});

const billingEvent = named(
  "BillingEvent",
  z.object({
    id: z.string(),
    number: z.int().describe("EV-number, as people read it"),
    ordinal: z.int().describe("Which crossing of the window this is, from 1"),
    customerId: z.string(),
    customerName: z.string(),
    meter: z.string(),
    unit: z.string(),
    cloud: z.string().nullable().describe("The host cloud whose use carried the sum over; null: on-premises"),
    firstMachineId: z.string().nullable(),
    windowStart: time,
    windowEnd: time,
    limit: decimal,
    aggregate: decimal,
    excess: decimal,
    amountMinor: minorUnits,
    currency: z.string(),
    raisedAt: time,
    overflow: z
      .object({ id: z.string(), state: z.enum(overflowStates), error: z.string().nullable() })
      .nullable()
      .describe("The overflow that answers it"),
  }),
);
export const billingEventsAnswer = named("BillingEventPage", pageAnswer("billingEvents", billingEvent));

/** A billing event as programs see it. */
export function shownEvent(row: EventRow): z.infer<typeof billingEvent> {
  return {
    id: row.id,
    number: row.number,
    ordinal: row.ordinal,
    customerId: row.customerId,
    customerName: row.customerName,
    meter: row.meter,
    unit: row.unit,
    cloud: row.cloudSlug,
    firstMachineId: row.firstMachineId,
    windowStart: row.windowStart.toISOString(),
    windowEnd: row.windowEnd.toISOString(),
    limit: row.limit,
    aggregate: row.aggregate,
    excess: row.excess,
    amountMinor: row.amountMinor.toString(),
    currency: row.currency,
    raisedAt: row.raisedAt.toISOString(),
    overflow: row.overflowId && row.state ? { id: row.overflowId, state: row.state, error: row.error } : null,
  };
}

export const listBillingEvents = operation({
  method: "get",
  path: "/billing-events",
  tag: "Overflows",
  summary: "Billing events with the overflow that answers each, newest first",
  action: "billing.read",
  like: ["billing.events", "operations.events"],
  query: billingEventsQuery,
  answer: billingEventsAnswer,
  says: onePage,
});
export const getBillingEvent = operation({
  method: "get",
  path: "/billing-events/{id}",
  tag: "Overflows",
  summary: "One billing event",
  action: "billing.read",
  like: ["billing.event", "operations.event"],
  answer: billingEvent,
  says: "The event.",
});
