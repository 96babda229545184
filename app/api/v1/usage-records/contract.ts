import { z } from "zod";
import { instantInput } from "@/server/instant";
import { fates, sourceKinds } from "@/server/usage/states";
import type { StoredRecord } from "@/server/usage/store/stored-records";
import type { Slugs } from "../names";
import { operation } from "../operation";
import { customerName, decimal, named, time, timeText } from "../parts";

export const usageRecord = named(
  "UsageRecord",
  z.object({
    record: z.string().describe("Its id here, by which it is read again and corrected, with endedAt"),
    customerId: z.string(),
    meter: z.string(),
    quantity: decimal,
    value: z.string().nullable().describe("What a unique count counts; its quantity is 1"),
    dimensions: z.record(z.string(), z.string()).nullable().describe("What else it says of its use"),
    startedAt: time.nullable().describe("A counter's begin"),
    endedAt: time.describe("A gauge's instant, a counter's end"),
    fate: z.enum(fates),
    reason: z.string().nullable().describe("Why it has this fate"),
    cloud: z.string().describe("A host cloud's slug, or on-premises"),
    machineId: z.string().nullable(),
    subject: z.string().nullable(),
    sourceKind: z.enum(sourceKinds),
    source: z.string(),
    eventId: z.string(),
    batchId: z.string().describe("The receipt it came with: /usage-batches/{id}, as long as that is stored"),
    receivedAt: time,
  }),
);

/** A usage record as programs see it. */
export const shownRecord = (row: StoredRecord, slugs: Slugs): z.infer<typeof usageRecord> => ({
  record: row.digest,
  customerId: row.customerId,
  meter: row.meter,
  quantity: row.quantity,
  value: row.value,
  dimensions: row.dimensions,
  startedAt: timeText(row.startedAt),
  endedAt: row.endedAt.toISOString(),
  fate: row.fate,
  reason: row.reason,
  cloud: slugs.cloud(row.cloudId) ?? row.cloudId,
  machineId: row.machineId,
  subject: row.subject,
  sourceKind: row.sourceKind,
  source: row.source,
  eventId: row.eventId,
  batchId: row.batchId,
  receivedAt: row.receivedAt.toISOString(),
});

export const getUsageRecord = operation({
  method: "get",
  path: "/usage-records/{record}",
  tag: "Usage",
  summary: "One usage record, by its id and its time",
  action: "usage.read",
  like: ["usage.records", "usage.providerRecords"],
  query: z.strictObject({
    endedAt: instantInput.describe("As the list gives it: records are stored by their time"),
    customer: customerName,
  }),
  answer: usageRecord,
  says: "The record.",
});
