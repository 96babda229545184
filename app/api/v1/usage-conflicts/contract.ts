import { z } from "zod";
import { amendConflictShape, conflictFilter, dismissShape } from "@/server/usage/corrections/input";
import type { UsageConflict } from "@/server/usage/corrections/usage-conflicts";
import { conflictStates, fates } from "@/server/usage/states";
import type { StoredRecord } from "@/server/usage/store/stored-records";
import { operation } from "../operation";
import { after, customerName, decimal, limit, named, onePage, pageAnswer, time, timeText } from "../parts";
import { corrected } from "../usage-corrections/contract";

const content = z.object({
  record: z.string(),
  meter: z.string(),
  quantity: decimal,
  startedAt: time.nullable(),
  endedAt: time,
  machineId: z.string().nullable(),
  cloudId: z.string(),
  subject: z.string().nullable(),
  fate: z.enum(fates),
});
const conflict = named(
  "UsageConflict",
  z.object({
    record: z.string().describe("The record that what came is stored as: by it the conflict is decided"),
    customerId: z.string(),
    source: z.string(),
    eventId: z.string(),
    stands: content
      .nullable()
      .describe("What stands under this identity now; null where it came before version 0.3, at another time"),
    came: content,
    cameAt: time,
    sentBy: z.string().nullable().describe("null: only the provider's keys are told, as of reason and decidedBy"),
    state: z.enum(conflictStates),
    reason: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: time.nullable(),
    correctionId: z.string().nullable().describe("The correction that counts what came"),
  }),
);

const shownContent = (row: StoredRecord): z.infer<typeof content> => ({
  record: row.digest,
  meter: row.meter,
  quantity: row.quantity,
  startedAt: timeText(row.startedAt),
  endedAt: row.endedAt.toISOString(),
  machineId: row.machineId,
  cloudId: row.cloudId,
  subject: row.subject,
  fate: row.fate,
});

/** A conflict, as programs see it. @param own whether a company's key asks */
export function shownConflict(row: UsageConflict, { own }: { own: boolean }): z.infer<typeof conflict> {
  const { sentBy, reason, decidedBy } = own ? { sentBy: null, reason: null, decidedBy: null } : row;
  return {
    record: row.digest,
    customerId: row.customerId,
    source: row.source,
    eventId: row.came.eventId,
    stands: row.stands && shownContent(row.stands),
    came: shownContent(row.came),
    cameAt: row.cameAt.toISOString(),
    state: row.decision ?? "waiting",
    ...{ sentBy, reason, decidedBy },
    decidedAt: timeText(row.decidedAt),
    correctionId: row.correctionId,
  };
}

export const listUsageConflicts = operation({
  method: "get",
  path: "/usage-conflicts",
  tag: "Usage",
  summary: "Other content that came under identities that were taken, newest first",
  action: "usage.read",
  like: ["corrections.conflicts"],
  query: z.strictObject({ customer: customerName, ...conflictFilter.shape, after, limit }),
  answer: named("UsageConflicts", pageAnswer("conflicts", conflict)),
  says: onePage,
});
export const getUsageConflict = operation({
  method: "get",
  path: "/usage-conflicts/{record}",
  tag: "Usage",
  summary: "One conflict, with what stands and what came",
  action: "usage.read",
  like: ["corrections.conflicts"],
  query: z.strictObject({ customer: customerName }),
  answer: conflict,
  says: "The conflict.",
});

const post = { method: "post", tag: "Usage", action: "usage.change" } as const;
const customer = customerName.unwrap();
export const dismissUsageConflicts = operation({
  ...post,
  path: "/usage-conflicts/dismissal",
  summary: "Dismiss conflicts: what counts stays",
  like: ["corrections.dismissConflicts"],
  body: named("UsageConflictDismissal", z.strictObject({ customer, ...dismissShape })),
  answer: named("UsageConflictsDismissed", z.object({ decided: z.int(), known: z.int().describe("Dismissed before") })),
  says: "How many were dismissed now.",
});
export const amendUsageConflict = operation({
  ...post,
  path: "/usage-conflicts/amendment",
  summary: "Count what came in the place of what stands under its identity",
  like: ["corrections.amendConflict"],
  body: named("UsageConflictAmendment", z.strictObject({ customer, ...amendConflictShape })),
  answer: corrected,
  says: "What counted, and what counts in its place: an amendment.",
});
