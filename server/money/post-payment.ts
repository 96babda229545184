import { and, eq, getTableColumns } from "drizzle-orm";
import { customers, payments, statements } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { brokenConstraint } from "../broken-constraint";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import { type Money, moneyToDecimal } from "../money";
import { type Page, pageOf, type Sort } from "../pagination";
import { holdLedger, postEntry } from "./ledger";
import { refundedOf, releaseRefund, releaseSettlements, settleStatements } from "./settle";
import type { PaymentKind } from "./states";

export type Payment = typeof payments.$inferSelect;
/** A payment of a list, with the name of its customer. */
export type ListedPayment = Payment & { customerName: string };

type Entered = {
  customerId: string;
  amount: Money;
  /** The day on which it came, `YYYY-MM-DD`. */
  receivedOn: string;
  /** As the bank states it. */
  reference: string;
  /** The statement that it pays first; left out: those that are due first. */
  statementId?: string | undefined;
  /** The bank's entry that it came by: several payments of one day, amount and reference are several there. */
  bankEntryId?: string | undefined;
};

/**
 * Enters a payment: cash against what the customer owes, and settles statements by it (docs/rules.md 7.7). What is more
 * than they are open by stays the customer's, and settles the next ones.
 * @returns the payment's id
 * @throws not_found for a statement of another customer; conflict for one that is no issued one of this currency, and
 * for a payment that was entered already: the same day, amount and reference
 */
export async function enterPayment(ctx: Context, payment: Entered): Promise<string> {
  const { customerId, amount, receivedOn, reference, statementId, bankEntryId } = payment;
  const of = { customerId, currency: amount.currency };
  if (amount.minor <= 0n) throw new DomainError("invalid_input", "A payment is above zero.", { field: "amount" });
  if (receivedOn > ctx.now.toISOString().slice(0, 10))
    throw new DomainError("invalid_input", "A payment is entered when it has come: choose today or an earlier day.", {
      field: "receivedOn",
    });
  await holdLedger(ctx, customerId, amount.currency);
  if (statementId !== undefined) await requirePayable(ctx, of, statementId);
  const id = newId("payment", ctx.now);
  await ctx.tx
    .insert(payments)
    .values({
      ...{ customerId, id, amountMinor: amount.minor, currency: amount.currency, receivedOn, reference },
      ...{ bankEntryId, state: "entered", enteredBy: ctx.actor.label, enteredAt: ctx.now },
    })
    .catch((error: unknown) => {
      if (brokenConstraint(error) !== "payments_once") throw error;
      throw new DomainError(
        "conflict",
        `A payment of ${moneyToDecimal(amount)} ${amount.currency} with this reference, received on ${receivedOn}, is entered already.`,
      );
    });
  await postEntry(ctx, {
    ...{ customerId, debit: "cash", credit: "receivable", amount },
    ...{ causeKind: "payment", causeId: id, description: `Payment received on ${receivedOn}: ${reference}` },
  });
  await settleStatements(ctx, of, statementId);
  await auditPayment(ctx, { customerId, id, amount }, "payment.entered", { reference });
  return id;
}

/** How the entry of a kind is taken back, and what the audit log calls that. */
const reversals = {
  payment: { debit: "receivable", credit: "cash", causeKind: "payment_reversal", word: "Payment" },
  refund: { debit: "cash", credit: "receivable", causeKind: "refund_reversal", word: "Refund" },
  write_off: { debit: "receivable", credit: "write_offs", causeKind: "write_off_reversal", word: "Write-off" },
} as const satisfies Record<PaymentKind, object>;

/**
 * Reverses a payment, a refund or a write-off that was entered by mistake: its entry the other way round, and what it
 * settled is open again, where nothing else is left to settle it. The same again changes nothing.
 * @param bankEntryId the bank's entry by which it came, whose confirmation is taken back
 * @throws not_found; conflict for a payment of a bank's entry that is reversed by itself, which would lose the entry,
 * and for one that was refunded in part
 */
export async function reversePayment(
  ctx: Context,
  { customerId, id, reason, bankEntryId }: { customerId: string; id: string; reason: string; bankEntryId?: string },
): Promise<void> {
  const known = await paymentById(ctx, { customerId, id });
  if (known.bankEntryId !== null && known.bankEntryId !== bankEntryId)
    throw new DomainError("conflict", "The payment came by a bank's file: take it back there, under Bank.");
  const amount = { minor: known.amountMinor, currency: known.currency };
  const of = { customerId, currency: known.currency };
  const { word, ...entry } = reversals[known.kind];
  await holdLedger(ctx, customerId, known.currency);
  if (known.kind === "payment") await requireNotRefunded(ctx, of, id);
  const reversed = await ctx.tx
    .update(payments)
    .set({ state: "reversed", reversedBy: ctx.actor.label, reversedAt: ctx.now, reason })
    .where(and(eq(payments.customerId, customerId), eq(payments.id, id), eq(payments.state, "entered")))
    .returning({ id: payments.id });
  if (reversed.length === 0) return;
  await postEntry(ctx, {
    ...{ ...entry, customerId, amount },
    ...{ causeId: id, description: `${word} reversed: ${reason}` },
  });
  if (known.kind === "refund") await releaseRefund(ctx, of, id);
  else await releaseSettlements(ctx, of, id);
  await settleStatements(ctx, of);
  await auditPayment(ctx, { customerId, id, amount }, "payment.reversed", { reason });
}

async function requireNotRefunded(ctx: Context, of: { customerId: string; currency: string }, id: string) {
  const minor = await refundedOf(ctx, of, id);
  if (minor === 0n) return;
  const amount = moneyToDecimal({ minor, currency: of.currency });
  throw new DomainError("conflict", `${amount} ${of.currency} of it were refunded: reverse the refund first.`);
}

async function requirePayable(
  ctx: Context,
  { customerId, currency }: { customerId: string; currency: string },
  id: string,
) {
  const [statement] = await ctx.tx
    .select({ state: statements.state, currency: statements.currency })
    .from(statements)
    .where(and(eq(statements.customerId, customerId), eq(statements.id, id)));
  if (!statement) throw notFound("statement", id);
  if (statement.currency !== currency)
    throw new DomainError("conflict", `The statement is in ${statement.currency}, the payment in ${currency}.`);
  if (statement.state === "draft")
    throw new DomainError("conflict", "The statement is a draft: a payment can be entered once it is issued.");
}

/** Writes what was done with a payment, a refund or a write-off. */
export function auditPayment(
  ctx: Context,
  { customerId, id, amount }: { customerId: string; id: string; amount: Money },
  action: "payment.entered" | "payment.reversed" | "refund.entered" | "write_off.entered",
  more: Record<string, string>,
): Promise<void> {
  return recordAudit(ctx, {
    ...{ customerId, action, subjectKind: "payment", subjectId: id, topic: "billing" },
    detail: { amountMinor: amount.minor.toString(), currency: amount.currency, ...more },
  });
}

const newest: Sort = { name: "newest", keys: [{ by: payments.id, as: "text" }], descending: true };

/** One payment; without a customer whoever's it is, as far as the transaction's role sees it. @throws not_found */
export async function paymentById(
  { tx }: Context,
  { customerId, id }: { customerId?: string; id: string },
): Promise<Payment> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(and(customerId === undefined ? undefined : eq(payments.customerId, customerId), eq(payments.id, id)));
  if (!row) throw notFound("payment", id);
  return row;
}

/** A page of payments, newest first: one customer's, or as many as the transaction's role sees. */
export function listPayments(
  ctx: Context,
  query: { customerId?: string | undefined; cursor?: string | null | undefined; limit: number },
): Promise<Page<ListedPayment>> {
  const { customerId, cursor, limit } = query;
  return pageOf({
    ...{ cursor, limit, sort: newest },
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(payments), customerName: customers.name, place })
        .from(payments)
        .innerJoin(customers, eq(customers.id, payments.customerId))
        .where(and(customerId === undefined ? undefined : eq(payments.customerId, customerId), after))
        .orderBy(order)
        .limit(limit),
  });
}
