import { and, asc, eq, gt, isNotNull, lt, sql } from "drizzle-orm";
import { payments, settlements, statements } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import type { SettlementKind } from "./states";

/** A customer's books in a currency. */
type Of = { customerId: string; currency: string };

/** Money of the customer's that settles nothing yet; minor units above 0. */
type Credit = { kind: SettlementKind; id: string; minor: bigint };

/**
 * Settles what is open of issued statements by what is left of payments and of statements below zero (docs/rules.md
 * 7.7): the statement that is named first, the others by when they are due. Runs with the customer's books held.
 */
export async function settleStatements(ctx: Context, of: Of, first?: string): Promise<void> {
  const open = await openStatements(ctx, of, first);
  const credits = await openCredits(ctx, of);
  for (const credit of credits)
    for (const statement of open) {
      const isEnough = credit.minor >= statement.minor;
      const minor = isEnough ? statement.minor : credit.minor;
      if (minor <= 0n) continue;
      await addSettlement(ctx, of, { statementId: statement.id, kind: credit.kind, sourceId: credit.id, minor });
      credit.minor -= minor;
      statement.minor -= minor;
    }
}

/** Takes back what a payment settled: statements that it had paid are open again. */
export async function releaseSettlements(ctx: Context, of: Of, paymentId: string): Promise<void> {
  const settled = await ctx.tx
    .select({ statementId: settlements.statementId, minor: sql<string>`sum(${settlements.amountMinor})::text` })
    .from(settlements)
    .where(and(eq(settlements.customerId, of.customerId), eq(settlements.sourceId, paymentId)))
    .groupBy(settlements.statementId);
  for (const { statementId, minor } of settled)
    if (BigInt(minor) !== 0n)
      await addSettlement(ctx, of, { statementId, kind: "payment", sourceId: paymentId, minor: -BigInt(minor) });
}

/** Issued statements with something to pay. */
async function openStatements(ctx: Context, { customerId, currency }: Of, first: string | undefined) {
  const rows = await ctx.tx
    .select({ id: statements.id, minor: sql<string>`(${statements.grossMinor} - ${statements.settledMinor})::text` })
    .from(statements)
    .where(
      and(
        eq(statements.customerId, customerId),
        eq(statements.currency, currency),
        eq(statements.state, "issued"),
        gt(statements.grossMinor, statements.settledMinor),
      ),
    )
    .orderBy(asc(statements.dueAt), asc(statements.id));
  const open = rows.map(({ id, minor }) => ({ id, minor: BigInt(minor) }));
  return [...open.filter(({ id }) => id === first), ...open.filter(({ id }) => id !== first)];
}

/** What is left of payments and of statements below zero, oldest first. */
async function openCredits(ctx: Context, { customerId, currency }: Of): Promise<Credit[]> {
  const [paid, below, used] = [
    await ctx.tx
      .select({ id: payments.id, minor: payments.amountMinor })
      .from(payments)
      .where(and(eq(payments.customerId, customerId), eq(payments.currency, currency), eq(payments.state, "entered")))
      .orderBy(asc(payments.receivedOn), asc(payments.id)),
    await ctx.tx
      .select({ id: statements.id, minor: sql<string>`(-${statements.grossMinor})::text` })
      .from(statements)
      .where(
        and(eq(statements.customerId, customerId), eq(statements.currency, currency), lt(statements.grossMinor, 0n)),
      )
      .orderBy(asc(statements.id)),
    await ctx.tx
      .select({ id: settlements.sourceId, minor: sql<string>`sum(${settlements.amountMinor})::text` })
      .from(settlements)
      .where(and(eq(settlements.customerId, customerId), eq(settlements.currency, currency)))
      .groupBy(settlements.sourceId),
  ];
  const usedOf = new Map(used.map(({ id, minor }) => [id, BigInt(minor)]));
  const all = [
    ...below.map(({ id, minor }) => ({ kind: "statement" as const, id, minor: BigInt(minor) })),
    ...paid.map(({ id, minor }) => ({ kind: "payment" as const, id, minor })),
  ];
  return all
    .map((one) => ({ ...one, minor: one.minor - (usedOf.get(one.id) ?? 0n) }))
    .filter(({ minor }) => minor > 0n);
}

/** Adds what a source settles of a statement (below 0: no longer settles), and states whether the statement is paid. */
async function addSettlement(
  ctx: Context,
  { customerId, currency }: Of,
  {
    statementId,
    kind,
    sourceId,
    minor,
  }: { statementId: string; kind: SettlementKind; sourceId: string; minor: bigint },
): Promise<void> {
  await ctx.tx.insert(settlements).values({
    ...{ customerId, id: newId("settlement", ctx.now), statementId, sourceKind: kind, sourceId },
    ...{ amountMinor: minor, currency, settledAt: ctx.now },
  });
  const settled = sql`${statements.settledMinor} + ${sql.param(minor, statements.settledMinor)}`;
  await ctx.tx
    .update(statements)
    .set({
      settledMinor: settled,
      state: sql`case when ${settled} >= ${statements.grossMinor} then 'paid' else 'issued' end`,
    })
    .where(and(eq(statements.customerId, customerId), eq(statements.id, statementId), isNotNull(statements.number)));
}
