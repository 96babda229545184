import { z } from "zod";
import { focusQuestion } from "@/server/usage/exports/input";
import { cloudEvent, usageData } from "@/server/usage/input";
import { recordAddress, usageQuestion } from "@/server/usage/questions/input";
import { listedOutcomes } from "@/server/usage/states";
import type { Operation } from "../operation";
import { named } from "../parts";
import { usageRecord } from "../usage-records/contract";

const event = named(
  "UsageEvent",
  cloudEvent.extend({
    data: usageData.extend({
      quantity: z
        .union([z.string(), z.number()])
        .optional()
        .describe("Exact decimal; of a unique count 1, or left out, with value"),
      value: z
        .string()
        .max(300)
        .optional()
        .describe("What a unique count counts, like a user's name: each counts once in a window"),
      dimensions: z
        .record(z.string().max(60), z.string().max(200))
        .optional()
        .describe(
          "What else is known of the use, at most 20; a meter's filter counts by it, and use is asked by what a meter declares of it",
        ),
    }),
  }),
);
const batchAnswer = named(
  "BatchAnswer",
  z.object({
    records: z.int(),
    accepted: z.int(),
    duplicates: z.int(),
    conflicts: z.int(),
    rejected: z.int(),
    fates: z.record(z.string(), z.int()).describe("How many of the accepted are counted, late, shadowed…"),
    entries: z.array(
      z.object({
        index: z.int(),
        id: z.string().nullable(),
        source: z.string().nullable(),
        outcome: z.enum(listedOutcomes),
        status: z.int(),
        code: z.string(),
        detail: z.string(),
      }),
    ),
    requestId: z.string(),
  }),
);
const seriesAnswer = named(
  "UsageSeries",
  z.looseObject({
    meter: z.string(),
    groups: z
      .array(z.string())
      .describe('Ids; of a dimension the 100 values with the most use, "" of use that names none'),
    points: z.array(
      z.looseObject({
        values: z.record(z.string(), z.string()),
        others: z.string().optional().describe("The use of all values that are not among the groups"),
      }),
    ),
    whole: z
      .looseObject({ total: z.string(), values: z.record(z.string(), z.string()) })
      .optional()
      .describe("Of a unique count: how many values the whole time has, which is no sum of the points"),
  }),
);
const recordsAnswer = named(
  "UsageRecordPage",
  z.object({
    records: z.array(
      usageRecord.extend({
        quantityInTime: z.string().describe("The part of the quantity that belongs to the asked time"),
      }),
    ),
    next: z.string().nullable(),
  }),
);

/** Routes of their own: records are streamed in and, as files, out. */
export const usageOperations: Operation[] = [
  {
    method: "post",
    path: "/events",
    tag: "Usage",
    summary: "Usage in, as CloudEvents: one, a batch, or binary with ce- headers",
    action: "usage.write",
    like: [],
    body: {
      "application/cloudevents+json": event,
      "application/cloudevents-batch+json": z.array(event).max(1000),
      "application/json": usageData,
    },
    answers: {
      "204": { description: "All were accepted or are known already; they are on disk.", schema: null },
      "207": {
        description: "Some were accepted; an entry for each that was not, and for each that is set aside.",
        schema: batchAnswer,
      },
    },
  },
  {
    method: "get",
    path: "/usage",
    tag: "Usage",
    summary: "Use over time",
    action: "usage.read",
    like: ["usage.series", "usage.providerSeries"],
    query: usageQuestion,
    answers: { "200": { description: "Sums by time and group, exact decimals.", schema: seriesAnswer } },
  },
  {
    method: "get",
    path: "/usage-records",
    tag: "Usage",
    summary: "Usage records with their fates: those whose use overlaps the time",
    action: "usage.read",
    like: ["usage.records", "usage.providerRecords"],
    query: recordAddress.extend({ format: z.enum(["json", "csv"]).optional() }),
    answers: {
      "200": { description: "One page, or with format=csv all.", schema: recordsAnswer, files: ["text/csv"] },
    },
  },
  {
    method: "get",
    path: "/usage-exports/focus",
    tag: "Usage",
    summary: "All use of a time as a FOCUS file: by customer, cloud, machine, service, meter and hour or day",
    action: "usage.read",
    like: ["usage.focus", "usage.providerFocus"],
    query: focusQuestion,
    answers: {
      "200": {
        description: "FOCUS 1.2 with the names of 1.3; without costs, which are empty.",
        schema: null,
        files: ["text/csv", "application/vnd.apache.parquet"],
      },
    },
  },
];
