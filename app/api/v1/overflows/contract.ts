import { z } from "zod";
import { answerOverflowInput } from "@/server/billing/input";
import { reasonInput } from "@/server/licensing/input";
import { overflowStates } from "@/server/overflow/states";
import type { OverflowAtWork } from "@/server/reads/standings";
import { operation } from "../operation";
import { decimal, listAnswer, minorUnits, named, time, timeText } from "../parts";

export const overflow = named(
  "Overflow",
  z.object({
    id: z.string(),
    state: z.enum(overflowStates),
    billingEventId: z.string(),
    raisedAt: time,
    excess: decimal,
    machineId: z.string().nullable().describe("The overflow machine, once it has reported"),
    capacity: decimal.nullable(),
    placed: decimal.nullable(),
    carried: decimal.nullable(),
    estimateMinor: minorUnits.nullable(),
    currency: z.string(),
    windowEnd: time,
    answerDueAt: time.nullable().describe("Policy ask: until when it can be answered"),
    answer: z.enum(["yes", "no"]).nullable(),
    reason: z.string().nullable(),
  }),
);

/** An overflow as programs see it. */
export function shownOverflow(row: OverflowAtWork): z.infer<typeof overflow> {
  return {
    id: row.id,
    state: row.state,
    billingEventId: row.billingEventId,
    raisedAt: row.raisedAt.toISOString(),
    excess: row.excess,
    machineId: row.machineId,
    capacity: row.capacity,
    placed: row.placed,
    carried: row.carried,
    estimateMinor: row.estimateMinor?.toString() ?? null,
    currency: row.currency,
    windowEnd: row.windowEnd.toISOString(),
    answerDueAt: timeText(row.answerDueAt),
    answer: row.answer,
    reason: row.reason,
  };
}

const one = { tag: "Overflows", answer: overflow, says: "The overflow." } as const;

export const listOverflows = operation({
  method: "get",
  path: "/customers/{id}/overflows",
  tag: "Overflows",
  summary: "Overflows that have, get or wait for a machine, oldest event first",
  action: "overflows.read",
  like: ["overflows.atWork"],
  answer: named("Overflows", listAnswer("overflows", overflow)),
  says: "All of them.",
});
export const getOverflow = operation({
  ...one,
  method: "get",
  path: "/customers/{id}/overflows/{overflow}",
  summary: "One overflow, also one that has ended",
  action: "overflows.read",
  like: ["overflows.atWork"],
});
export const answerOverflow = operation({
  ...one,
  method: "post",
  path: "/customers/{id}/overflows/{overflow}/answer",
  summary: "Answer an overflow that waits for one (policy ask)",
  action: "overflows.answer",
  like: ["overflows.answer"],
  body: named("OverflowAnswer", answerOverflowInput.omit({ overflowId: true }).strict()),
});
export const retryOverflow = operation({
  ...one,
  method: "post",
  path: "/customers/{id}/overflows/{overflow}/retry",
  summary: "Resume a stuck overflow at its step, or check a waiting one at once",
  action: "overflows.change",
  like: ["operations.retryOverflow"],
});
export const giveUpOverflow = operation({
  ...one,
  method: "post",
  path: "/customers/{id}/overflows/{overflow}/give-up",
  summary: "Give up a stuck overflow: everything is returned, and it ends as failed",
  action: "overflows.change",
  like: ["operations.giveUpOverflow"],
  body: named("OverflowEnd", z.strictObject({ reason: reasonInput })),
});
