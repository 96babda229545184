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
  const [open, credits] = await Promise.all([openStatements(ctx, of, first), openCredits(ctx, of)]);
  for (const credit of credits)
    for (const statement of open) {
      const isEnough = credit.minor >= statement.minor;
      const minor = isEnough ? statement.minor : credit.minor;
      if (minor <= 0n) continue;
      await addSettlement(ctx, of, { statementId: statement.id, ...sourceOf(credit), minor });
      credit.minor -= minor;
      statement.minor -= minor;
    }
}

const sourceOf = ({ kind, id }: Credit) => ({ kind, sourceId: id });

/** Settles a statement by what is given up of it. Runs with the books held. */
export function settleByWriteOff(
  ctx: Context,
  of: Of,
  { statementId, writeOffId, minor }: { statementId: string; writeOffId: string; minor: bigint },
): Promise<void> {
  return addSettlement(ctx, of, { statementId, kind: "write_off", sourceId: writeOffId, minor });
}

/** What is left of a customer's payments and of statements below zero, when all that is open is settled. */
export async function unappliedMinor(ctx: Context, of: Of): Promise<bigint> {
  return (await openCredits(ctx, of)).reduce((sum, { minor }) => sum + minor, 0n);
}

/** Takes a refund out of what is left of payments, oldest first. Runs with the books held. */
export async function takeRefund(ctx: Context, of: Of, refund: { id: string; minor: bigint }): Promise<void> {
  let left = refund.minor;
  for (const credit of await openCredits(ctx, of)) {
    if (left === 0n) return;
    const isEnough = credit.minor >= left;
    const minor = isEnough ? left : credit.minor;
    await insertSettlement(ctx, of, { refundId: refund.id, ...sourceOf(credit), minor });
    left -= minor;
  }
}

/** Takes back what a payment or a write-off settled: statements that it had paid are open again. */
export async function releaseSettlements(ctx: Context, of: Of, sourceId: string): Promise<void> {
  const settled = await ctx.tx
    .select({
      statementId: settlements.statementId,
      kind: settlements.sourceKind,
      minor: sql<string>`sum(${settlements.amountMinor})::text`,
    })
    .from(settlements)
    .where(and(eq(settlements.customerId, of.customerId), eq(settlements.sourceId, sourceId)))
    .groupBy(settlements.statementId, settlements.sourceKind);
  for (const { statementId, kind, minor } of settled)
    if (statementId !== null && BigInt(minor) !== 0n)
      await addSettlement(ctx, of, { statementId, kind, sourceId, minor: -BigInt(minor) });
}

/** Gives what a refund took back to the payments that it came from. */
export async function releaseRefund(ctx: Context, of: Of, refundId: string): Promise<void> {
  const taken = await ctx.tx
    .select({
      sourceId: settlements.sourceId,
      kind: settlements.sourceKind,
      minor: sql<string>`sum(${settlements.amountMinor})::text`,
    })
    .from(settlements)
    .where(and(eq(settlements.customerId, of.customerId), eq(settlements.refundId, refundId)))
    .groupBy(settlements.sourceId, settlements.sourceKind);
  for (const { minor, ...source } of taken)
    await insertSettlement(ctx, of, { ...source, refundId, minor: -BigInt(minor) });
}

/** How much of a payment was refunded, in minor units. */
export async function refundedOf({ tx }: Context, { customerId }: Of, sourceId: string): Promise<bigint> {
  const [row] = await tx
    .select({ minor: sql<string>`coalesce(sum(${settlements.amountMinor}), 0)::text` })
    .from(settlements)
    .where(
      and(eq(settlements.customerId, customerId), eq(settlements.sourceId, sourceId), isNotNull(settlements.refundId)),
    );
  return BigInt(row?.minor ?? "0");
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
  const [paid, below, used] = await Promise.all([
    ctx.tx
      .select({ id: payments.id, minor: payments.amountMinor })
      .from(payments)
      .where(
        and(
          eq(payments.customerId, customerId),
          eq(payments.currency, currency),
          eq(payments.kind, "payment"),
          eq(payments.state, "entered"),
        ),
      )
      .orderBy(asc(payments.receivedOn), asc(payments.id)),
    ctx.tx
      .select({ id: statements.id, minor: sql<string>`(-${statements.grossMinor})::text` })
      .from(statements)
      .where(
        and(eq(statements.customerId, customerId), eq(statements.currency, currency), lt(statements.grossMinor, 0n)),
      )
      .orderBy(asc(statements.id)),
    ctx.tx
      .select({ id: settlements.sourceId, minor: sql<string>`sum(${settlements.amountMinor})::text` })
      .from(settlements)
      .where(and(eq(settlements.customerId, customerId), eq(settlements.currency, currency)))
      .groupBy(settlements.sourceId),
  ]);
  const usedOf = new Map(used.map(({ id, minor }) => [id, BigInt(minor)]));
  const all = [
    ...below.map(({ id, minor }) => ({ kind: "statement" as const, id, minor: BigInt(minor) })),
    ...paid.map(({ id, minor }) => ({ kind: "payment" as const, id, minor })),
  ];
  return all
    .map((one) => ({ ...one, minor: one.minor - (usedOf.get(one.id) ?? 0n) }))
    .filter(({ minor }) => minor > 0n);
}

type Settled = { kind: SettlementKind; sourceId: string; minor: bigint };

async function insertSettlement(
  ctx: Context,
  { customerId, currency }: Of,
  { kind, minor, ...about }: Settled & { statementId?: string; refundId?: string },
): Promise<void> {
  await ctx.tx.insert(settlements).values({
    ...{ customerId, id: newId("settlement", ctx.now), ...about, sourceKind: kind },
    ...{ amountMinor: minor, currency, settledAt: ctx.now },
  });
}

/** Adds what a source settles of a statement (below 0: no longer settles), and states whether the statement is paid. */
async function addSettlement(ctx: Context, of: Of, one: Settled & { statementId: string }): Promise<void> {
  await insertSettlement(ctx, of, one);
  const settled = sql`${statements.settledMinor} + ${sql.param(one.minor, statements.settledMinor)}`;
  await ctx.tx
    .update(statements)
    .set({
      settledMinor: settled,
      state: sql`case when ${settled} >= ${statements.grossMinor} then 'paid' else 'issued' end`,
    })
    .where(
      and(eq(statements.customerId, of.customerId), eq(statements.id, one.statementId), isNotNull(statements.number)),
    );
}
