import { z } from "zod";
import type { UsageBatch } from "@/server/usage/questions/queries";
import { sourceKinds } from "@/server/usage/states";
import { operation } from "../operation";
import { after, customerName, limit, named, onePage, pageAnswer, time } from "../parts";

const batch = named(
  "UsageBatch",
  z.object({
    id: z.string(),
    customerId: z.string().nullable(),
    sourceKind: z.enum(sourceKinds),
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
/** A receipt as programs see it. */
export const shownBatch = ({ receivedAt, ...row }: UsageBatch): z.infer<typeof batch> => ({
  ...row,
  receivedAt: receivedAt.toISOString(),
});

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
export const getUsageBatch = operation({
  method: "get",
  path: "/usage-batches/{id}",
  tag: "Usage",
  summary: "One receipt of a batch",
  action: "usage.read",
  like: ["usage.batches"],
  answer: batch,
  says: "The receipt.",
});
