import { z } from "zod";
import { adjustmentState } from "@/server/billing/input";
import { reasonInput } from "@/server/licensing/input";
import type { Adjustment } from "@/server/money/adjustments";
import { adjustmentStates } from "@/server/money/states";
import { operation } from "../operation";
import { after, customerName, decimal, limit, minorUnits, named, onePage, pageAnswer, time, timeText } from "../parts";

const adjustment = named(
  "Adjustment",
  z.object({
    id: z.string(),
    customerId: z.string(),
    limitId: z.string(),
    meter: z.string(),
    windowStart: time,
    windowEnd: time,
    billed: decimal.describe("Billing units that were billed in the window"),
    due: decimal.describe("Billing units that its use comes to now"),
    quantity: decimal.describe("Below 0: due less billed"),
    amountMinor: minorUnits,
    currency: z.string(),
    state: z.enum(adjustmentStates),
    proposedAt: time,
    decidedBy: z.string().nullable().describe("Only the provider's keys are told, as of the reason"),
    decidedAt: time.nullable(),
    reason: z.string().nullable(),
  }),
);

/** An adjustment, as programs see it. @param own whether a company's key asks */
export const shownAdjustment = (row: Adjustment, { own }: { own: boolean }): z.infer<typeof adjustment> => ({
  id: row.id,
  customerId: row.customerId,
  limitId: row.parameterId,
  meter: row.meter,
  windowStart: row.windowStart.toISOString(),
  windowEnd: row.windowEnd.toISOString(),
  billed: row.billed,
  due: row.due,
  quantity: row.quantity,
  amountMinor: row.amountMinor.toString(),
  currency: row.currency,
  state: row.state,
  proposedAt: row.proposedAt.toISOString(),
  decidedBy: own ? null : row.decidedBy,
  decidedAt: timeText(row.decidedAt),
  reason: own ? null : row.reason,
});

export const listProposals = operation({
  method: "get",
  path: "/adjustments",
  tag: "Usage",
  summary: "What corrections of billed use would take back, and what was decided, newest first",
  action: "billing.read",
  like: ["corrections.adjustments"],
  query: z.strictObject({ customer: customerName, state: adjustmentState, after, limit }),
  answer: named("Adjustments", pageAnswer("adjustments", adjustment)),
  says: onePage,
});

export const getProposal = operation({
  method: "get",
  path: "/adjustments/{id}",
  tag: "Usage",
  summary: "One adjustment, with its decision",
  action: "billing.read",
  like: ["corrections.adjustments"],
  answer: adjustment,
  says: "The adjustment.",
});

const decide = {
  method: "post",
  tag: "Usage",
  action: "billing.change",
  body: named("AdjustmentDecision", z.strictObject({ customer: customerName.unwrap(), reason: reasonInput })),
  answer: null,
  says: "It is decided.",
} as const;
export const confirmAdjustment = operation({
  ...decide,
  path: "/adjustments/{id}/confirmation",
  summary: "Take back what is proposed, as a charge of negative quantity",
  like: ["corrections.confirm"],
});
export const rejectAdjustment = operation({
  ...decide,
  path: "/adjustments/{id}/rejection",
  summary: "Leave billed what is proposed to be taken back",
  like: ["corrections.reject"],
});
