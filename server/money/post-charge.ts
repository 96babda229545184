import { charges } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import { addToLine, type LineCharge } from "./draft-statement";
import { postEntry } from "./ledger";

/** A charge in plain values: what is owed, what it was worked out from, and what its statement line shows. */
export type ChargeToPost = LineCharge & {
  /** The window's running total above the limit, in the meter's unit. */
  increment: string;
  /** What is included on top of the limit, in the meter's unit. */
  cover: string;
  /** Of offset billing: what the window's exact price changed by, in major units. */
  price?: string;
  /** What earlier charges of the window have remitted, in billing units. */
  alreadyRemitted: string;
  /** What the ledger says of it. */
  description: string;
};

/**
 * Posts an increment (docs/rules.md 4.8): its statement line, a balanced entry of unbilled receivable against revenue,
 * and the charge that joins them. Runs under the lock of the standing; `ordinal` numbers the window's charges, unique
 * in the database. Quantity and amount below 0 take back what was charged too much, or are the credit of an offset.
 * @returns the charge's id
 */
export async function postCharge(ctx: Context, charge: ChargeToPost): Promise<string> {
  const { customerId, amount, window } = charge;
  const id = newId("charge", ctx.now);
  const lineId = await addToLine(ctx, charge);
  const ledgerEntryId = await postEntry(ctx, {
    customerId,
    debit: "unbilled",
    credit: "revenue",
    amount,
    causeKind: "charge",
    causeId: id,
    description: charge.description,
  });
  await ctx.tx.insert(charges).values({
    customerId,
    id,
    lineId,
    parameterId: charge.parameterId,
    billingEventId: charge.billingEventId,
    meter: charge.meter,
    windowStart: window.start,
    windowEnd: window.end,
    increment: charge.increment,
    cover: charge.cover,
    remittedBefore: charge.alreadyRemitted,
    quantity: charge.quantity,
    rate: charge.rate,
    price: charge.price ?? null,
    amountMinor: amount.minor,
    currency: amount.currency,
    rounding: charge.rounding,
    state: "posted",
    ordinal: charge.ordinal,
    ledgerEntryId,
    createdAt: ctx.now,
  });
  await recordAudit(ctx, {
    customerId,
    action: "charge.posted",
    subjectKind: "charge",
    subjectId: id,
    detail: {
      billingEvent: charge.billingEventId ?? "",
      quantity: charge.quantity,
      amountMinor: amount.minor.toString(),
    },
    topic: "billing",
  });
  return id;
}
