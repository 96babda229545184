import { z } from "zod";
import { moneyToDecimal } from "@/server/money";
import type { ListedCharge } from "@/server/money/list-charges";
import { chargeStates } from "@/server/money/states";
import { operation } from "../operation";
import { after, decimal, limit, minorUnits, named, onePage, pageAnswer, time } from "../parts";

const charge = named(
  "Charge",
  z.object({
    id: z.string(),
    statementId: z.string(),
    statement: z.string().nullable().describe("Its number; null: a draft"),
    lineId: z.string(),
    limitId: z.string(),
    billingEventId: z.string().nullable(),
    meter: z.string(),
    windowStart: time,
    windowEnd: time,
    ordinal: z.int().describe("Of its window's charges"),
    state: z.enum(chargeStates),
    quantity: decimal.describe("Billing units; below 0 it takes back what was charged"),
    rate: decimal,
    amountMinor: minorUnits,
    amount: decimal.describe("The same in major units"),
    currency: z.string(),
    why: z.string().describe("How the amount was worked out"),
    postedAt: time,
  }),
);

/** A charge as programs see it. */
export const shownCharge = (row: ListedCharge): z.infer<typeof charge> => ({
  id: row.id,
  statementId: row.statementId,
  statement: row.number,
  lineId: row.lineId,
  limitId: row.parameterId,
  billingEventId: row.billingEventId,
  meter: row.meter,
  windowStart: row.windowStart.toISOString(),
  windowEnd: row.windowEnd.toISOString(),
  ordinal: row.ordinal,
  state: row.state,
  quantity: row.quantity,
  rate: row.rate,
  amountMinor: row.amountMinor.toString(),
  amount: moneyToDecimal({ minor: row.amountMinor, currency: row.currency }),
  currency: row.currency,
  why: row.rounding,
  postedAt: row.createdAt.toISOString(),
});

const reading = { method: "get", tag: "Money", action: "billing.read" } as const;

export const listCharges = operation({
  ...reading,
  like: [],
  path: "/customers/{id}/charges",
  summary: "A customer's charges for use, newest first; fees stand on statements",
  query: z.strictObject({ after, limit }),
  answer: named("Charges", pageAnswer("charges", charge)),
  says: onePage,
});
export const getCharge = operation({
  ...reading,
  like: [],
  path: "/customers/{id}/charges/{charge}",
  summary: "One charge",
  answer: charge,
  says: "The charge.",
});
