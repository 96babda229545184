import { charges } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { EngineOutput } from "../billing/engine";
import type { Parameter } from "../billing/parameters";
import type { Context } from "../context";
import { newId } from "../ids";
import { postEntry } from "./ledger";

/**
 * Posts the increment that the engine found due (docs/rules.md 4.8) as a charge with a balanced entry:
 * unbilled receivable against revenue. Runs under the lock of the standing; `ordinal` numbers the window's charges,
 * unique in the database.
 */
export async function postCharge(
  ctx: Context,
  parameter: Parameter,
  input: {
    window: { start: Date; end: Date };
    increment: string;
    charge: NonNullable<EngineOutput["charge"]>;
    ordinal: number;
    billingEventId: string | null;
  },
): Promise<void> {
  const { charge, window } = input;
  const id = newId("charge", ctx.now);
  const { amount, sentence } = charge.priced;
  const ledgerEntryId = await postEntry(ctx, {
    customerId: parameter.customerId,
    debit: "unbilled",
    credit: "revenue",
    amount,
    causeKind: "charge",
    causeId: id,
    description: `${charge.quantity} ${parameter.unit} of ${parameter.meterName} above the limit`,
  });
  await ctx.tx.insert(charges).values({
    customerId: parameter.customerId,
    id,
    parameterId: parameter.id,
    billingEventId: input.billingEventId,
    meter: parameter.engine.meter,
    windowStart: window.start,
    windowEnd: window.end,
    increment: input.increment,
    cover: "0",
    remittedBefore: charge.alreadyRemitted,
    quantity: charge.quantity,
    rate: charge.rate,
    amountMinor: amount.minor,
    currency: amount.currency,
    rounding: `${charge.sentence} ${sentence}`,
    state: "posted",
    ordinal: input.ordinal,
    ledgerEntryId,
    createdAt: ctx.now,
  });
  await recordAudit(ctx, {
    customerId: parameter.customerId,
    action: "charge.posted",
    subjectKind: "charge",
    subjectId: id,
    detail: {
      billingEvent: input.billingEventId ?? "",
      quantity: charge.quantity,
      amountMinor: amount.minor.toString(),
    },
    topic: "billing",
  });
}
