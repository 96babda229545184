import { z } from "zod";
import { refundInput, writeOffInput } from "@/server/billing/input";
import { reasonInput } from "@/server/licensing/input";
import { paymentInput } from "@/server/money/input";
import type { Payment } from "@/server/money/post-payment";
import { paymentKinds, paymentStates } from "@/server/money/states";
import { operation } from "../operation";
import { after, customerName, limit, minorUnits, named, onePage, pageAnswer, time, timeText } from "../parts";

const payment = named(
  "Payment",
  z.object({
    id: z.string(),
    customerId: z.string(),
    kind: z.enum(paymentKinds).describe("Money that came in, that went back, or what was given up of a statement"),
    amountMinor: minorUnits,
    currency: z.string(),
    receivedOn: z.iso.date(),
    reference: z.string(),
    state: z.enum(paymentStates),
    enteredAt: time,
    reversedAt: time.nullable(),
  }),
);

/** A payment, as programs see it. */
export const shownPayment = (row: Payment): z.infer<typeof payment> => ({
  id: row.id,
  customerId: row.customerId,
  kind: row.kind,
  amountMinor: row.amountMinor.toString(),
  currency: row.currency,
  receivedOn: row.receivedOn,
  reference: row.reference,
  state: row.state,
  enteredAt: row.enteredAt.toISOString(),
  reversedAt: timeText(row.reversedAt),
});

export const listReceived = operation({
  method: "get",
  path: "/payments",
  tag: "Money",
  summary: "Payments that came in, refunds and write-offs, newest first",
  action: "billing.read",
  like: ["payments.own", "payments.list"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("Payments", pageAnswer("payments", payment)),
  says: onePage,
});

export const getReceived = operation({
  method: "get",
  path: "/payments/{id}",
  tag: "Money",
  summary: "One payment",
  action: "billing.read",
  like: ["payments.own", "payments.list"],
  answer: payment,
  says: "The payment.",
});

const { statementId, ...entered } = paymentInput.omit({ customerId: true }).shape;
export const enterReceived = operation({
  method: "post",
  path: "/payments",
  tag: "Money",
  summary: "Enter a payment: it settles what is due first, or the statement that it names",
  action: "billing.change",
  like: ["payments.enter"],
  body: named(
    "NewPayment",
    z.strictObject({
      customer: customerName.unwrap(),
      ...entered,
      statement: statementId.describe("The id of the statement that it settles first"),
    }),
  ),
  answer: named("EnteredPayment", z.object({ id: z.string() })),
  says: "The payment is entered.",
  made: true,
});

export const reverseReceived = operation({
  method: "post",
  path: "/payments/{id}/reversal",
  tag: "Money",
  summary: "Reverse a payment, refund or write-off that was entered by mistake: what it settled is to be paid again",
  action: "billing.change",
  like: ["payments.reverse"],
  body: named("PaymentReversal", z.strictObject({ customer: customerName.unwrap(), reason: reasonInput })),
  answer: null,
  says: "It is reversed.",
});

const { customerId: _refunded, ...refund } = refundInput.shape;
export const enterReturned = operation({
  method: "post",
  path: "/refunds",
  tag: "Money",
  summary: "Enter a refund: at most what is left of what the customer paid",
  action: "billing.change",
  like: ["payments.refund"],
  body: named("NewRefund", z.strictObject({ customer: customerName.unwrap(), ...refund })),
  answer: named("EnteredRefund", z.object({ id: z.string().describe("Among the payments") })),
  says: "The refund is entered.",
  made: true,
});

const { customerId: _given, statementId: statement, ...writeOff } = writeOffInput.shape;
export const writeOffOwed = operation({
  method: "post",
  path: "/write-offs",
  tag: "Money",
  summary: "Give up what is open of a statement, or a part of it",
  action: "billing.change",
  like: ["payments.writeOff"],
  body: named(
    "NewWriteOff",
    z.strictObject({
      customer: customerName.unwrap(),
      statement: statement.describe("The statement's id"),
      ...writeOff,
    }),
  ),
  answer: named("EnteredWriteOff", z.object({ id: z.string().describe("Among the payments") })),
  says: "It is written off.",
  made: true,
});
