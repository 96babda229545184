import { z } from "zod";
import { reasonInput } from "@/server/licensing/input";
import { setAsideInput } from "@/server/usage/corrections/input";
import { sourceKinds } from "@/server/usage/states";
import type { StoredRecord } from "@/server/usage/store/stored-records";
import { operation } from "../operation";
import { after, customerName, limit, named, onePage, pageAnswer, time, timeText } from "../parts";

const setAsideRecord = named(
  "SetAsideRecord",
  z.object({
    record: z.string().describe("Its id here, by which it is released or rejected"),
    customerId: z.string(),
    meter: z.string(),
    quantity: z.string(),
    startedAt: time.nullable(),
    endedAt: time,
    machineId: z.string().nullable(),
    sourceKind: z.enum(sourceKinds),
    source: z.string(),
    eventId: z.string(),
    reason: z.string().nullable().describe("Which maximum it is above, and by how much"),
    receivedAt: time,
  }),
);

/** A record that is set aside, as programs see it. */
export const shownSetAside = (row: StoredRecord): z.infer<typeof setAsideRecord> => ({
  record: row.digest,
  customerId: row.customerId,
  meter: row.meter,
  quantity: row.quantity,
  startedAt: timeText(row.startedAt),
  endedAt: row.endedAt.toISOString(),
  machineId: row.machineId,
  sourceKind: row.sourceKind,
  source: row.source,
  eventId: row.eventId,
  reason: row.reason,
  receivedAt: row.receivedAt.toISOString(),
});

export const listSetAside = operation({
  method: "get",
  path: "/set-aside-usage",
  tag: "Usage",
  summary: "Records above the plausible maximum of their meter, longest waiting first",
  action: "usage.read",
  like: ["usage.setAside"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("SetAsideUsagePage", pageAnswer("records", setAsideRecord)),
  says: onePage,
});
export const getSetAside = operation({
  method: "get",
  path: "/set-aside-usage/{record}",
  tag: "Usage",
  summary: "One record that is set aside, until it is released or rejected",
  action: "usage.read",
  like: ["usage.setAside"],
  query: z.strictObject({ customer: customerName }),
  answer: setAsideRecord,
  says: "The record.",
});
const decide = {
  method: "post",
  tag: "Usage",
  action: "usage.change",
  body: named(
    "SetAsideDecision",
    setAsideInput.omit({ customerId: true }).extend({ customer: customerName.unwrap(), reason: reasonInput }).strict(),
  ),
  answer: named("SetAsideDecided", z.object({ decided: z.int(), known: z.int().describe("Decided so before") })),
  says: "How many were decided now.",
} as const;
export const releaseSetAside = operation({
  ...decide,
  path: "/set-aside-usage/release",
  summary: "Count records that are set aside, at their own time",
  like: ["usage.release"],
});
export const rejectSetAside = operation({
  ...decide,
  path: "/set-aside-usage/rejection",
  summary: "Never count records that are set aside",
  like: ["usage.reject"],
});
