import { z } from "zod";
import { decideCreditLimitInput, requestCreditLimitInput } from "@/server/configuration/input";
import type { CreditLimitRequest } from "@/server/configuration/queries";
import { creditLimitRequestStates } from "@/server/configuration/states";
import { operation } from "../operation";
import { listAnswer, minorUnits, named, time, timeText } from "../parts";

export const creditLimitRequest = named(
  "CreditLimitRequest",
  z.object({
    id: z.string(),
    customerId: z.string(),
    amountMinor: minorUnits,
    reason: z.string().nullable(),
    state: z.enum(creditLimitRequestStates),
    requestedBy: z.string(),
    requestedAt: time,
    decidedBy: z.string().nullable(),
    decidedAt: time.nullable(),
    approvedMinor: minorUnits.nullable(),
    decisionReason: z.string().nullable(),
  }),
);

/** A request for a credit limit as programs see it. */
export function shownRequest(row: CreditLimitRequest): z.infer<typeof creditLimitRequest> {
  return {
    id: row.id,
    customerId: row.customerId,
    amountMinor: row.amountMinor.toString(),
    reason: row.reason,
    state: row.state,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    decidedBy: row.decidedBy,
    decidedAt: timeText(row.decidedAt),
    approvedMinor: row.approvedMinor?.toString() ?? null,
    decisionReason: row.decisionReason,
  };
}

export const listRequests = operation({
  method: "get",
  path: "/credit-limit-requests",
  tag: "Customers",
  summary: "Requests for a credit limit that wait for a decision, oldest first, at most 100",
  action: "customers.read",
  like: ["customers.creditLimitRequests"],
  answer: named(
    "OpenCreditLimitRequests",
    listAnswer(
      "creditLimitRequests",
      z.object({
        id: z.string(),
        customerId: z.string(),
        customerName: z.string(),
        amountMinor: minorUnits,
        currency: z.string(),
        requestedAt: time,
      }),
    ),
  ),
  says: "The requests.",
});
export const getRequest = operation({
  method: "get",
  path: "/credit-limit-requests/{id}",
  tag: "Customers",
  summary: "One request for a credit limit",
  action: "customers.read",
  like: [],
  answer: creditLimitRequest,
  says: "The request.",
});
export const decideRequest = operation({
  method: "post",
  path: "/credit-limit-requests/{id}/decision",
  tag: "Customers",
  summary: "Approve or decline a request for a credit limit",
  action: "credit_limit.decide",
  like: ["customers.decideCreditLimit"],
  body: named("CreditLimitDecision", z.strictObject(decideCreditLimitInput.shape).omit({ requestId: true })),
  answer: creditLimitRequest,
  says: "The request, decided.",
});
export const addRequest = operation({
  method: "post",
  path: "/customers/{id}/credit-limit-requests",
  tag: "Customers",
  summary: "Ask for a credit limit; an open request is replaced",
  action: "credit_limit.request",
  like: ["configuration.requestCreditLimit"],
  body: named("CreditLimitRequestBody", requestCreditLimitInput.strict()),
  answer: creditLimitRequest,
  says: "The request.",
  made: true,
});
