import { payments } from "@/db/schema";
import { brokenConstraint } from "../broken-constraint";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { type Money, moneyToDecimal } from "../money";
import { holdLedger, postEntry } from "./ledger";
import { auditPayment } from "./post-payment";
import { settleByWriteOff, settleStatements, takeRefund, unappliedMinor } from "./settle";
import { statementById } from "./statement-view";

const written = (amount: Money) => `${moneyToDecimal(amount)} ${amount.currency}`;

/**
 * Enters money that went back to a customer: at most what is left of what they paid, and of statements below zero, when
 * all that is open is settled (docs/rules.md 7.16).
 * @param refund.paidOn the day on which it went, `YYYY-MM-DD`
 * @param refund.note why
 * @returns its id
 * @throws invalid_input for zero, more than is left, and a day to come; conflict for one that was entered already: the
 * same day, amount and reference
 */
export async function enterRefund(
  ctx: Context,
  refund: { customerId: string; amount: Money; paidOn: string; reference: string; note: string },
): Promise<string> {
  const { customerId, amount, paidOn, reference, note } = refund;
  const of = { customerId, currency: amount.currency };
  if (amount.minor <= 0n) throw new DomainError("invalid_input", "A refund is above zero.", { field: "amount" });
  if (paidOn > ctx.now.toISOString().slice(0, 10))
    throw new DomainError("invalid_input", "A refund is entered when it has gone: choose today or an earlier day.", {
      field: "paidOn",
    });
  await holdLedger(ctx, customerId, amount.currency);
  await settleStatements(ctx, of);
  const left = await unappliedMinor(ctx, of);
  if (amount.minor > left)
    throw new DomainError(
      "invalid_input",
      left === 0n
        ? "Nothing of what the customer paid is left: there is nothing to refund."
        : `Of what the customer paid ${written({ ...amount, minor: left })} is left: no more can be refunded.`,
      { field: "amount" },
    );
  const id = newId("payment", ctx.now);
  await ctx.tx
    .insert(payments)
    .values({
      ...{ customerId, id, kind: "refund", amountMinor: amount.minor, currency: amount.currency, receivedOn: paidOn },
      ...{ reference, note, state: "entered", enteredBy: ctx.actor.label, enteredAt: ctx.now },
    })
    .catch((error: unknown) => {
      if (brokenConstraint(error) !== "payments_once") throw error;
      throw new DomainError(
        "conflict",
        `A refund of ${written(amount)} with this reference, paid on ${paidOn}, is entered already.`,
      );
    });
  await postEntry(ctx, {
    ...{ customerId, debit: "receivable", credit: "cash", amount },
    ...{ causeKind: "refund", causeId: id, description: `Refund paid on ${paidOn}: ${reference}` },
  });
  await takeRefund(ctx, of, { id, minor: amount.minor });
  await auditPayment(ctx, { customerId, id, amount }, "refund.entered", { reference, reason: note });
  return id;
}

/**
 * Gives up what is open of an issued statement, or a part of it (docs/rules.md 7.16). The statement is settled by it;
 * what was earned stays earned.
 * @param of.amount left out: all that is open
 * @param of.note why
 * @returns its id
 * @throws not_found; conflict for a statement with nothing open; invalid_input for zero, or more than is open
 */
export async function writeOffStatement(
  ctx: Context,
  of: { customerId: string; statementId: string; amount?: Money | undefined; note: string },
): Promise<string> {
  const { customerId, statementId, note } = of;
  const { currency } = await statementById(ctx, { customerId, id: statementId });
  await holdLedger(ctx, customerId, currency);
  await settleStatements(ctx, { customerId, currency });
  const { number, grossMinor, settledMinor, state } = await statementById(ctx, { customerId, id: statementId });
  const open = state === "issued" ? (grossMinor ?? 0n) - settledMinor : 0n;
  if (open <= 0n) throw new DomainError("conflict", "Nothing is open of the statement.", { state });
  const amount = of.amount ?? { minor: open, currency };
  if (amount.minor <= 0n || amount.minor > open || amount.currency !== currency)
    throw new DomainError(
      "invalid_input",
      `${written({ minor: open, currency })} is open of the statement: write off that much, or less.`,
      { field: "amount" },
    );
  const id = newId("payment", ctx.now);
  const today = ctx.now.toISOString().slice(0, 10);
  await ctx.tx.insert(payments).values({
    ...{ customerId, id, kind: "write_off", amountMinor: amount.minor, currency, receivedOn: today, note },
    ...{ reference: `Statement ${number}`, state: "entered", enteredBy: ctx.actor.label, enteredAt: ctx.now },
  });
  await postEntry(ctx, {
    ...{ customerId, debit: "write_offs", credit: "receivable", amount },
    ...{ causeKind: "write_off", causeId: id, description: `Statement ${number} written off: ${note}` },
  });
  await settleByWriteOff(ctx, { customerId, currency }, { statementId, writeOffId: id, minor: amount.minor });
  await auditPayment(ctx, { customerId, id, amount }, "write_off.entered", { number: number ?? "", reason: note });
  return id;
}
