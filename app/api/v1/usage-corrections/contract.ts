import { z } from "zod";
import { amendShape, backfillShape, notOneWay, saysOneWay, voidShape } from "@/server/usage/corrections/input";
import type { Correction } from "@/server/usage/corrections/list-corrections";
import { correctionKinds } from "@/server/usage/states";
import type { CorrectionAnswer } from "@/server/workflow/correct-or-preview";
import { shownWindow } from "@/server/workflow/shown-limit";
import { previewedWindow } from "../limits/contract";
import { operation } from "../operation";
import { after, customerName, decimal, limit, named, onePage, pageAnswer, time } from "../parts";

const figures = z.array(
  z.object({ meter: z.string(), before: decimal, after: decimal.describe("What counts in their place") }),
);
const correction = named(
  "UsageCorrection",
  z.object({
    id: z.string(),
    customerId: z.string(),
    kind: z.enum(correctionKinds),
    records: z.int(),
    figures: figures.describe("What these records counted"),
    selection: z.record(z.string(), z.string()).describe("Which use was meant, as it was asked"),
    reason: z.string().nullable().describe("null: only the provider's keys are told, as of madeBy"),
    madeBy: z.string().nullable(),
    madeAt: time,
  }),
);

/** A correction, as programs see it. @param own whether a company's key asks */
export function shownCorrection(
  { customerName: _, madeAt, ...row }: Correction,
  { own }: { own: boolean },
): z.infer<typeof correction> {
  const provider = own ? { reason: null, madeBy: null } : {};
  return { ...row, ...provider, madeAt: madeAt.toISOString() };
}

export const listUsageCorrections = operation({
  method: "get",
  path: "/usage-corrections",
  tag: "Usage",
  summary: "Corrections of what counts, newest first",
  action: "usage.read",
  like: ["corrections.list"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("UsageCorrections", pageAnswer("corrections", correction)),
  says: onePage,
});

export const getUsageCorrection = operation({
  method: "get",
  path: "/usage-corrections/{id}",
  tag: "Usage",
  summary: "One correction of what counts",
  action: "usage.read",
  like: ["corrections.list"],
  answer: correction,
  says: "The correction.",
});

export const corrected = named(
  "UsageCorrected",
  z.object({
    correctionId: z.string().nullable().describe("null: a preview, or nothing that is stored counts otherwise"),
    records: z.int(),
    figures,
    duplicates: z.int().describe("Of a back-fill: records that were back-filled so before; they are not stored again"),
    windows: z.array(previewedWindow).nullable().describe("Of a preview: the windows judged anew, newest first"),
    left: z.int().describe("Older windows that the preview did not judge"),
  }),
);

/** What came of a correction, as programs see it. */
export const shownCorrected = ({ preview, ...made }: CorrectionAnswer): z.infer<typeof corrected> => ({
  ...made,
  windows: preview?.windows.map(shownWindow) ?? null,
  left: preview?.left ?? 0,
});

const post = { method: "post", tag: "Usage", action: "usage.change", answer: corrected } as const;
const customer = customerName.unwrap();
export const voidUsageRecords = operation({
  ...post,
  path: "/usage-corrections/void",
  summary: "Take use that counted out of every figure; it stays stored",
  like: ["corrections.void"],
  body: named("UsageVoid", z.strictObject({ customer, ...voidShape }).refine(saysOneWay, notOneWay)),
  says: "How many records, and what they counted; what was billed for them is proposed to be taken back.",
});
export const amendUsageRecords = operation({
  ...post,
  path: "/usage-corrections/amendment",
  summary: "Count another quantity in the place of records that counted",
  like: ["corrections.amend"],
  body: named("UsageAmendment", z.strictObject({ customer, ...amendShape })),
  says: "How many records, what they counted, and what counts in their place.",
});
export const backfillUsageRecords = operation({
  ...post,
  path: "/usage-corrections/back-fill",
  summary: "Count use that no sender reported",
  like: ["corrections.backfill"],
  body: named("UsageBackfill", z.strictObject({ customer, ...backfillShape })),
  says: "How many records, and what counts now; those that were back-filled so before are duplicates.",
});
