import { and, eq } from "drizzle-orm";
import { bankEntries, customers, payments } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { type Money, moneyToDecimal } from "../money";
import { enterPayment, reversePayment } from "../money/post-payment";
import { type BankEntry, findMatches } from "./find-matches";

/** A part of an entry: whose it is, which statement it pays first, and how much, above zero. */
type Part = { customerId: string; statementId?: string | undefined; amount: Money };

/** Characters of a payment's reference. */
const referenceMost = 140;

/**
 * Confirms what an entry pays: each part becomes a payment, by the one way in which payments come in (docs/rules.md
 * 7.12). Two at once follow each other, and the second is refused.
 * @returns the payments
 * @throws not_found; conflict for one that does not wait any more, for money that was taken back, and where a customer
 * has another currency; invalid_input where the parts do not add up to it; as enterPayment
 */
export async function confirmEntry(ctx: Context, { id, parts }: { id: string; parts: Part[] }): Promise<string[]> {
  const entry = await waitingEntry(ctx, id);
  if (entry.kind === "return")
    throw new DomainError("conflict", "The bank took this back: take back the payment that it was, and ignore this.");
  const sum = parts.reduce((total, { amount }) => total + amount.minor, 0n);
  if (sum !== entry.amountMinor || parts.some(({ amount }) => amount.currency !== entry.currency)) {
    const money = (minor: bigint) => `${moneyToDecimal({ minor, currency: entry.currency })} ${entry.currency}`;
    throw new DomainError(
      "invalid_input",
      `The parts come to ${money(sum)}, and the entry has ${money(entry.amountMinor)}. All of it goes to customers; what is more than they owe stays theirs.`,
      { field: "parts" },
    );
  }
  const entered: string[] = [];
  const about = { receivedOn: entry.bookedOn, reference: referenceOf(entry), bankEntryId: entry.id };
  // Books of several customers are held in one order, so that nobody waits in a circle.
  for (const part of [...parts].sort((a, b) => (a.customerId < b.customerId ? -1 : 1))) {
    await requireCurrency(ctx, part);
    entered.push(await enterPayment(ctx, { ...part, ...about }));
  }
  await decide(ctx, entry, { state: "confirmed", reason: null });
  await audited(ctx, entry, "bank_entry.confirmed", { payments: entered.join(" ") });
  return entered;
}

/**
 * Confirms an entry where what it may pay is exact, as it stands now: one that was confirmed before it may have paid
 * the same statement.
 * @returns whether it was
 */
export async function confirmExactEntry(ctx: Context, id: string): Promise<boolean> {
  const [entry] = await ctx.tx.select().from(bankEntries).where(eq(bankEntries.id, id)).for("update");
  if (entry?.state !== "waiting") return false;
  const proposal = (await findMatches(ctx, [entry])).get(id);
  if (proposal?.confidence !== "exact") return false;
  const parts = proposal.parts.map(({ customerId, statementId, amountMinor }) => ({
    ...{ customerId, amount: { minor: amountMinor, currency: entry.currency } },
    ...(statementId !== null && { statementId }),
  }));
  await confirmEntry(ctx, { id, parts });
  return true;
}

/** Ignores an entry: it is no customer's payment. The same again changes nothing. @throws not_found, conflict */
export async function ignoreEntry(ctx: Context, { id, reason }: { id: string; reason: string }): Promise<void> {
  const entry = await lockedEntry(ctx, id);
  if (entry.state === "ignored") return;
  requireWaiting(entry);
  await decide(ctx, entry, { state: "ignored", reason });
  await audited(ctx, entry, "bank_entry.ignored", { reason });
}

/**
 * Takes a decision back: the payments of a confirmed entry are reversed, and it waits again. One that waits stays.
 * @throws not_found; as reversePayment
 */
export async function reopenEntry(ctx: Context, { id, reason }: { id: string; reason: string }): Promise<void> {
  const entry = await lockedEntry(ctx, id);
  if (entry.state === "waiting") return;
  const entered = await ctx.tx
    .select({ customerId: payments.customerId, id: payments.id })
    .from(payments)
    .where(and(eq(payments.bankEntryId, id), eq(payments.state, "entered")))
    .orderBy(payments.customerId, payments.id);
  for (const payment of entered) await reversePayment(ctx, { ...payment, reason, bankEntryId: id });
  await decide(ctx, entry, { state: "waiting", reason });
  await audited(ctx, entry, "bank_entry.reopened", { reason });
}

async function lockedEntry(ctx: Context, id: string): Promise<BankEntry> {
  const [entry] = await ctx.tx.select().from(bankEntries).where(eq(bankEntries.id, id)).for("update");
  if (!entry) throw notFound("bank entry", id);
  return entry;
}

async function waitingEntry(ctx: Context, id: string): Promise<BankEntry> {
  const entry = await lockedEntry(ctx, id);
  requireWaiting(entry);
  return entry;
}

function requireWaiting({ state, decidedBy }: BankEntry): void {
  if (state !== "waiting")
    throw new DomainError("conflict", `The entry was ${state} already, by ${decidedBy ?? "somebody"}.`, { state });
}

async function requireCurrency({ tx }: Context, { customerId, amount }: Part): Promise<void> {
  const [customer] = await tx
    .select({ name: customers.name, currency: customers.currency })
    .from(customers)
    .where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer", customerId);
  if (customer.currency !== amount.currency)
    throw new DomainError(
      "conflict",
      `${customer.name} is billed in ${customer.currency}, and the entry is in ${amount.currency}.`,
    );
}

/** What a payment is found by again: what the payer wrote, or what the bank states. */
function referenceOf({ remittance, endToEndId, bankReference, debtorName }: BankEntry): string {
  return (remittance || endToEndId || bankReference || debtorName || "Bank entry").slice(0, referenceMost);
}

async function decide(
  ctx: Context,
  { id }: BankEntry,
  { state, reason }: Pick<BankEntry, "state" | "reason">,
): Promise<void> {
  await ctx.tx
    .update(bankEntries)
    .set({ state, reason, decidedBy: ctx.actor.label, decidedAt: ctx.now })
    .where(eq(bankEntries.id, id));
}

function audited(
  ctx: Context,
  { id, amountMinor, currency, bookedOn }: BankEntry,
  action: "bank_entry.confirmed" | "bank_entry.ignored" | "bank_entry.reopened",
  more: Record<string, string>,
): Promise<void> {
  return recordAudit(ctx, {
    ...{ customerId: null, action, subjectKind: "bank_entry", subjectId: id, topic: "billing" },
    detail: { amountMinor: amountMinor.toString(), currency, bookedOn, ...more },
  });
}
