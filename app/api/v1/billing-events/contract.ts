import { z } from "zod";
import { instantText } from "@/server/instant";
import { overflowGroups, overflowStates } from "@/server/overflow/states";
import { after, customerName, decimal, limit, minorUnits, oneOf, pageAnswer, time } from "../parts";

export const billingEventsQuery = z.strictObject({
  customer: customerName,
  meter: z.string().max(100).optional().describe("A meter's slug"),
  cloud: z.string().max(100).optional().describe("A host cloud's slug"),
  group: oneOf(overflowGroups).optional().describe("Where the overflow that answers it stands"),
  since: instantText.optional().describe("Raised at that time or later"),
  after,
  limit,
});

export const billingEventsAnswer = pageAnswer(
  "billingEvents",
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
      .object({ state: z.enum(overflowStates), error: z.string().nullable() })
      .nullable()
      .describe("The overflow that answers it"),
  }),
);
