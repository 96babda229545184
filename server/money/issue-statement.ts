import { and, eq, sql } from "drizzle-orm";
import { statementFees, statementLines, statementSeries, statements } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import type { BillingWindow } from "../periods";
import { findDraft, openDraft } from "./draft-statement";
import { type DueFee, feesDue } from "./fees";
import { closeLedger, holdLedger, postEntry } from "./ledger";
import { firstOpenMonth } from "./open-months";
import { settleStatements } from "./settle";
import { statementHeader } from "./statement-header";
import { storedTax, storeTaxes } from "./statement-taxes";

const dayMs = 86_400_000;

/** A statement that was issued; `id` null: there was nothing to bill, and the period was closed without one. */
export type IssuedStatement = { period: BillingWindow } & ({ id: string; number: string } | { id: null });

/**
 * Closes the customer's oldest open billing period in a currency, where it ended by `until`, and issues its statement
 * where there is anything to bill: fees become lines, what is unbilled becomes receivable, and the statement takes the
 * next number (docs/rules.md 7.4). From then on its lines never change, and what comes late is billed by the next one.
 * Runs in the provider's role. Two at once follow each other; the second goes on with the next period.
 * @returns null where no period that ended by then is open
 * @throws not_found
 */
export async function issueNextStatement(
  ctx: Context,
  { customerId, currency, until }: { customerId: string; currency: string; until: Date },
): Promise<IssuedStatement | null> {
  const { closedUntil } = await holdLedger(ctx, customerId, currency);
  const { zone, header, paymentDays } = await statementHeader(ctx, customerId);
  const period = await firstOpenMonth(ctx, { customerId, currency, zone, closedUntil });
  if (!period || period.end > until) return null;
  const fees = await feesDue(ctx, { customerId, currency, zone, closedUntil, period });
  const draft = await findDraft(ctx, customerId, period.start, currency);
  await closeLedger(ctx, customerId, currency, period.end);
  if (!draft && fees.length === 0) return { id: null, period };
  const id = draft ?? (await openDraft(ctx, { customerId, currency, period, timeZone: zone.timeZone }));
  const feesMinor = await postFees(ctx, { customerId, statementId: id }, fees);
  const useMinor = await sumOfLines(ctx, { customerId, statementId: id });
  const netMinor = feesMinor + useMinor;
  const { rows, taxMinor } = await storeTaxes(ctx, { customerId, id, periodEnd: period.end, timeZone: zone.timeZone });
  const grossMinor = netMinor + taxMinor;
  const number = await nextNumber(ctx);
  if (grossMinor !== 0n || taxMinor !== 0n)
    await postEntry(ctx, {
      ...{ customerId, debit: "receivable", credit: "unbilled", amount: { minor: grossMinor, currency }, taxMinor },
      ...{ causeKind: "statement", causeId: id, description: `Statement ${number}` },
    });
  await ctx.tx
    .update(statements)
    .set({
      ...{ number, header, feesMinor, useMinor, netMinor, taxMinor, grossMinor, taxes: rows.map(storedTax) },
      ...{ issuedAt: ctx.now, issuedBy: ctx.actor.label },
      dueAt: new Date(ctx.now.getTime() + paymentDays * dayMs),
      // Nothing is to be paid of one of zero, nor of a credit.
      state: grossMinor > 0n ? "issued" : "paid",
    })
    .where(and(eq(statements.customerId, customerId), eq(statements.id, id)));
  await settleStatements(ctx, { customerId, currency });
  await recordAudit(ctx, {
    ...{ customerId, action: "statement.issued", subjectKind: "statement", subjectId: id, topic: "billing" },
    detail: { number, netMinor: netMinor.toString(), grossMinor: grossMinor.toString(), currency },
  });
  return { id, number, period };
}

type OfStatement = { customerId: string; statementId: string };

/** Stores the fees with their entries. @returns their sum */
async function postFees(ctx: Context, { customerId, statementId }: OfStatement, fees: DueFee[]): Promise<bigint> {
  let total = 0n;
  for (const { period, valid, ...fee } of fees) {
    const id = newId("statementFee", ctx.now);
    const amount = { minor: fee.amountMinor, currency: fee.currency };
    const ledgerEntryId = await postEntry(ctx, {
      ...{ customerId, debit: "unbilled", credit: "revenue", amount },
      ...{ causeKind: "fee", causeId: id, description: `${fee.planName}, ${fee.name}: ${fee.rounding}` },
    });
    await ctx.tx.insert(statementFees).values({
      ...{ ...fee, customerId, id, statementId, ledgerEntryId, createdAt: ctx.now },
      ...{ periodStart: period.start, periodEnd: period.end, validStart: valid.start, validEnd: valid.end },
    });
    total += fee.amountMinor;
  }
  return total;
}

async function sumOfLines(ctx: Context, { customerId, statementId }: OfStatement): Promise<bigint> {
  const [row] = await ctx.tx
    .select({ minor: sql<string>`coalesce(sum(${statementLines.amountMinor}), 0)::text` })
    .from(statementLines)
    .where(and(eq(statementLines.customerId, customerId), eq(statementLines.statementId, statementId)));
  return BigInt(row?.minor ?? "0");
}

/** The next number of the year, without gaps: whoever issues next waits until this transaction ends. */
async function nextNumber(ctx: Context): Promise<string> {
  const series = String(ctx.now.getUTCFullYear());
  const [taken] = await ctx.tx
    .insert(statementSeries)
    .values({ series, next: 2 })
    .onConflictDoUpdate({ target: statementSeries.series, set: { next: sql`${statementSeries.next} + 1` } })
    .returning({ next: statementSeries.next });
  if (!taken) throw new Error("No number of a statement could be taken.");
  return `${series}-${String(taken.next - 1).padStart(6, "0")}`;
}
