import { z } from "zod";
import { reasonInput } from "@/server/licensing/input";
import {
  assignInput,
  authorityInput,
  cloudEvent,
  recordAddress,
  setAsideInput,
  usageData,
  usageQuestion,
} from "@/server/usage/input";
import { listedOutcomes, sourceKinds } from "@/server/usage/states";
import type { StoredRecord } from "@/server/usage/store/port";
import { type Operation, operation } from "../operation";
import { after, customerName, limit, named, onePage, pageAnswer, time, timeText } from "../parts";

const event = named(
  "UsageEvent",
  cloudEvent.extend({
    data: usageData.extend({ quantity: z.union([z.string(), z.number()]).describe("Exact decimal") }),
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
    groups: z.array(z.string()),
    points: z.array(z.looseObject({ values: z.record(z.string(), z.string()) })),
  }),
);
const recordsAnswer = named(
  "UsageRecordPage",
  z.object({
    records: z.array(
      z.looseObject({
        fate: z.string(),
        quantity: z.string(),
        quantityInTime: z.string().describe("The part of the quantity that belongs to the asked time"),
      }),
    ),
    next: z.string().nullable(),
  }),
);

/** Routes of their own: records are streamed in and, as CSV, out. */
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
      "200": { description: "One page, or with format=csv all.", schema: recordsAnswer, alsoCsv: true },
    },
  },
];

const kind = z.enum(sourceKinds);
const waiting = assignInput.omit({ customerId: true });

export const listUnassigned = operation({
  method: "get",
  path: "/unassigned-usage",
  tag: "Usage",
  summary: "Use whose customer is not known, by sender, longest waiting first",
  action: "unassigned_usage.read",
  like: ["usage.unassigned"],
  answer: named(
    "UnassignedUsage",
    z.object({
      senders: z.array(
        z.object({ ...waiting.shape, rows: z.int(), since: time.nullable().describe("When its oldest record came") }),
      ),
      more: z.boolean().describe("Whether others wait behind these"),
    }),
  ),
  says: "The senders of the 10,000 records that wait longest.",
});
export const assignUnassigned = operation({
  method: "post",
  path: "/unassigned-usage/assignment",
  tag: "Usage",
  summary: "Assign all that waits of one sender under one name to a customer",
  action: "usage.change",
  like: ["usage.assign"],
  body: named("Assignment", waiting.extend({ customer: customerName.unwrap() }).strict()),
  answer: named("Assigned", z.object({ accepted: z.int(), rejected: z.int() })),
  says: "How many records are the customer's now; rejected ones stay in the list.",
});

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
    sourceKind: kind,
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

const authority = named(
  "UsageAuthority",
  z.object({
    id: z.string(),
    customerId: z.string(),
    cloud: z.string().describe("A host cloud's slug, or on-premises"),
    meter: z.string(),
    sourceKind: kind,
    validFrom: time,
    setBy: z.string(),
  }),
);
export const listAuthorities = operation({
  method: "get",
  path: "/usage-authorities",
  tag: "Usage",
  summary: "Whose figures count, by host cloud and meter",
  action: "usage.read",
  like: ["usage.authorities"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("UsageAuthorities", pageAnswer("authorities", authority)),
  says: "One page, the newest of each last, and where the next begins.",
});
export const getAuthority = operation({
  method: "get",
  path: "/usage-authorities/{id}",
  tag: "Usage",
  summary: "One decision on whose figures count",
  action: "usage.read",
  like: ["usage.authorities"],
  answer: authority,
  says: "The decision.",
});
export const setAuthority = operation({
  method: "put",
  path: "/usage-authorities",
  tag: "Usage",
  summary: "Decide whose figures count from a time on",
  action: "usage.change",
  like: ["usage.setAuthority"],
  body: named(
    "UsageAuthorityBody",
    authorityInput
      .omit({ customerId: true, cloudId: true })
      .extend({
        customer: customerName.unwrap(),
        cloud: z.string().min(1).max(100).describe("A host cloud's slug, or on-premises"),
      })
      .strict(),
  ),
  answer: null,
  says: "It is decided.",
});

const usageImport = named(
  "UsageImport",
  z.object({
    id: z.string(),
    customerId: z.string(),
    cloud: z.string(),
    fileName: z.string(),
    fileSha256: z.string(),
    state: z.string(),
    rows: z.int(),
    counted: z.int(),
    listed: z.int(),
    duplicates: z.int(),
    reasons: z.record(z.string(), z.int()),
    totals: z.record(z.string(), z.string()),
    importedBy: z.string(),
    importedAt: time,
  }),
);
export const listImports = operation({
  method: "get",
  path: "/usage-imports",
  tag: "Usage",
  summary: "Imported files, newest first",
  action: "usage.read",
  like: ["usage.imports", "usage.providerImports"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("UsageImportPage", pageAnswer("imports", usageImport)),
  says: onePage,
});
export const getImport = operation({
  method: "get",
  path: "/usage-imports/{id}",
  tag: "Usage",
  summary: "One imported file",
  action: "usage.read",
  like: ["usage.imports", "usage.providerImports"],
  answer: usageImport,
  says: "The file.",
});
export const listImportRows = operation({
  method: "get",
  path: "/usage-imports/{id}/rows",
  tag: "Usage",
  summary: "Rows of a file that were not counted, in its order, with their reasons",
  action: "usage.read",
  like: ["usage.importRows", "usage.providerImportRows"],
  query: z.strictObject({ reason: z.string().max(100).optional(), after, limit }),
  answer: named(
    "UsageImportRowPage",
    pageAnswer(
      "rows",
      z.object({
        rowNumber: z.int(),
        reason: z.string(),
        content: z.record(z.string(), z.string().nullable()),
      }),
    ),
  ),
  says: onePage,
});
const batch = named(
  "UsageBatch",
  z.object({
    id: z.string(),
    customerId: z.string().nullable(),
    sourceKind: kind,
    actor: z.string(),
    records: z.int(),
    accepted: z.int(),
    duplicates: z.int(),
    conflicts: z.int(),
    rejected: z.int(),
    fates: z.record(z.string(), z.int()),
    receivedAt: time,
  }),
);
export const listUsageBatches = operation({
  method: "get",
  path: "/usage-batches",
  tag: "Usage",
  summary: "Receipts of batches, newest first",
  action: "usage.read",
  like: ["usage.batches"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("UsageBatches", pageAnswer("batches", batch)),
  says: onePage,
});
