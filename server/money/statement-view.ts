import { and, asc, eq, or, sql } from "drizzle-orm";
import {
  charges,
  customers,
  ledgers,
  payments,
  settlements,
  statementFees,
  statementLines,
  statements,
} from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { BillingWindow, BillingZone } from "../periods";
import { taxesNow } from "./customer-tax";
import { findDraft } from "./draft-statement";
import { dunningOf } from "./dunning";
import { type DueFee, feesDue } from "./fees";
import { filledHeader, statementHeader } from "./statement-header";
import { readTax } from "./statement-taxes";
import type { PartTax, TaxRow } from "./tax";

/**
 * What a statement holds: the fees, and the lines of use with their charges as they were posted. Quantities in the
 * meter's unit, amounts in minor units of `currency`.
 */
export type StatementContent = {
  start: Date;
  end: Date;
  timeZone: string;
  currency: string;
  fees: StatementFee[];
  lines: StatementLine[];
  feesMinor: bigint;
  useMinor: bigint;
  netMinor: bigint;
  /** The breakdown of the tax by category and rate; empty where the provider charges none. */
  taxes: TaxRow[];
  taxMinor: bigint;
  /** Net and tax: what is to be paid. */
  grossMinor: bigint;
};
type StatementFee = DueFee & PartTax & { id: string };
export type StatementLine = typeof statementLines.$inferSelect & { charges: (typeof charges.$inferSelect)[] };

/** Whose books, in which zone, and up to when they are closed. @throws not_found */
export async function booksOf(ctx: Context, customerId: string) {
  const [customer] = await ctx.tx
    .select({
      zone: { timeZone: customers.timeZone, earlier: customers.earlierZones },
      currency: customers.currency,
      closedUntil: ledgers.closedUntil,
    })
    .from(customers)
    .leftJoin(ledgers, and(eq(ledgers.customerId, customers.id), eq(ledgers.currency, customers.currency)))
    .where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer", customerId);
  return { ...customer, customerId };
}
type Books = { customerId: string; zone: BillingZone; currency: string; closedUntil: Date | null };

/** The draft of an open period as it would be issued now. */
export async function draftOfPeriod(ctx: Context, books: Books, period: BillingWindow): Promise<StatementContent> {
  const { customerId, currency, zone } = books;
  const due = await feesDue(ctx, { ...books, period });
  const draft = await findDraft(ctx, customerId, period.start, currency);
  const fees = due.map((fee) => ({
    ...fee,
    id: `${fee.subscriptionId}-${fee.component}-${fee.period.start.toISOString()}`,
  }));
  const lines = draft ? await linesOf(ctx, customerId, draft) : [];
  const { timeZone } = zone;
  const { of, rows } = await taxesNow(ctx, { customerId, timeZone, periodEnd: period.end }, [
    ...fees.map((fee) => ({ ...fee, end: fee.period.end })),
    ...lines.map((line) => ({ ...line, end: line.windowEnd })),
  ]);
  const taxed = <T extends { id: string }>(part: T): T & PartTax => ({
    ...part,
    ...(of.get(part.id) ?? { taxCategory: "O", taxRate: "0" }),
  });
  return contentOf({ ...period, timeZone, currency }, fees.map(taxed), lines.map(taxed), rows);
}

/** A statement without its lines. */
export type Statement = typeof statements.$inferSelect;

/** One statement; without a customer whoever's it is, as far as the transaction's role sees it. @throws not_found */
export async function statementById(
  ctx: Context,
  { customerId, id }: { customerId?: string; id: string },
): Promise<Statement> {
  const [row] = await ctx.tx
    .select()
    .from(statements)
    .where(and(customerId === undefined ? undefined : eq(statements.customerId, customerId), eq(statements.id, id)));
  if (!row) throw notFound("statement", id);
  return row;
}

/** One statement of any customer by its number or id. @throws not_found */
export async function statementByName({ tx }: Context, name: string): Promise<{ customerId: string; id: string }> {
  const [row] = await tx
    .select({ customerId: statements.customerId, id: statements.id })
    .from(statements)
    .where(or(eq(statements.number, name), eq(statements.id, name)));
  if (!row) throw notFound("statement", name);
  return row;
}

/** What a statement holds: of an issued one as it was issued, of a draft as it would be issued now. */
export async function contentOfStatement(ctx: Context, statement: Statement): Promise<StatementContent> {
  const { customerId, id, periodStart: start, periodEnd: end, timeZone, currency } = statement;
  if (statement.state === "draft") return draftOfPeriod(ctx, await booksOf(ctx, customerId), { start, end });
  const fees = await ctx.tx
    .select()
    .from(statementFees)
    .where(and(eq(statementFees.customerId, customerId), eq(statementFees.statementId, id)))
    .orderBy(asc(statementFees.periodStart), asc(statementFees.id));
  return contentOf(
    { start, end, timeZone, currency },
    fees.map(({ periodStart, periodEnd, validStart, validEnd, ...fee }) => ({
      ...fee,
      period: { start: periodStart, end: periodEnd },
      valid: { start: validStart, end: validEnd },
    })),
    await linesOf(ctx, customerId, id),
    statement.taxes.map(readTax),
  );
}

/**
 * A statement with what it holds and what settled it, and the name of its customer. Of a draft the header is that of
 * now; so is what an issued one's header lacks.
 * @throws not_found
 */
export async function statementPage(ctx: Context, of: { customerId?: string; id: string }) {
  const statement = await statementById(ctx, of);
  const [customer] = await ctx.tx
    .select({ name: customers.name })
    .from(customers)
    .where(eq(customers.id, statement.customerId));
  const { issuedBy: _, ...shown } = statement;
  return {
    ...shown,
    header: filledHeader(shown.header, (await statementHeader(ctx, statement.customerId)).header),
    customerName: customer?.name ?? statement.customerId,
    content: await contentOfStatement(ctx, statement),
    settlements: await settlementsOf(ctx, statement),
    dunning: await dunningOf(ctx, statement),
  };
}
export type StatementPage = Awaited<ReturnType<typeof statementPage>>;

/** What settled a statement: the payments, and statements below zero by their numbers. */
async function settlementsOf(ctx: Context, { customerId, id }: Statement) {
  return ctx.tx
    .select({
      id: settlements.id,
      kind: settlements.sourceKind,
      sourceId: settlements.sourceId,
      minor: settlements.amountMinor,
      settledAt: settlements.settledAt,
      receivedOn: payments.receivedOn,
      reference: payments.reference,
      number: statements.number,
    })
    .from(settlements)
    .leftJoin(payments, and(eq(payments.customerId, settlements.customerId), eq(payments.id, settlements.sourceId)))
    .leftJoin(
      statements,
      and(eq(statements.customerId, settlements.customerId), eq(statements.id, settlements.sourceId)),
    )
    .where(and(eq(settlements.customerId, customerId), eq(settlements.statementId, id)))
    .orderBy(asc(settlements.id));
}

function contentOf(
  about: Pick<StatementContent, "start" | "end" | "timeZone" | "currency">,
  fees: StatementContent["fees"],
  lines: StatementLine[],
  taxes: TaxRow[],
): StatementContent {
  const sum = (amounts: readonly { amountMinor: bigint }[]) =>
    amounts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const [feesMinor, useMinor] = [sum(fees), sum(lines)];
  const netMinor = feesMinor + useMinor;
  const taxMinor = taxes.reduce((total, row) => total + row.taxMinor, 0n);
  return { ...about, fees, lines, feesMinor, useMinor, netMinor, taxes, taxMinor, grossMinor: netMinor + taxMinor };
}

/** The lines of a statement, each with its charges. */
async function linesOf(ctx: Context, customerId: string, statementId: string): Promise<StatementLine[]> {
  const lines = await ctx.tx
    .select()
    .from(statementLines)
    .where(and(eq(statementLines.customerId, customerId), eq(statementLines.statementId, statementId)))
    .orderBy(
      asc(statementLines.windowStart),
      asc(statementLines.meter),
      asc(statementLines.ordinal),
      asc(statementLines.id),
    );
  // A query of its own: joined, the planner reads every line that the customer ever had.
  const posted = await ctx.tx
    .select()
    .from(charges)
    .where(
      and(eq(charges.customerId, customerId), sql`${charges.lineId} = any(${sql.param(lines.map(({ id }) => id))})`),
    )
    .orderBy(asc(charges.ordinal));
  const byLine = new Map(lines.map(({ id }) => [id, [] as typeof posted]));
  for (const charge of posted) byLine.get(charge.lineId)?.push(charge);
  return lines.map((line) => ({ ...line, charges: byLine.get(line.id) ?? [] }));
}
