import { and, eq, inArray, sql } from "drizzle-orm";
import {
  type BilledUse,
  type Cover,
  type meterAggregations,
  type placements,
  statementLines,
  statements,
} from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import type { Money } from "../money";
import { type BillingWindow, type BillingZone, billingWindow } from "../periods";
import { holdLedger } from "./ledger";

/** What a line names and shows, in plain values; quantities in the meter's unit. */
export type LineFacts = {
  meterName: string;
  unit: string;
  decimals: number;
  aggregation: (typeof meterAggregations)[number];
  placement: (typeof placements)[number];
  eventNumber: number | null;
  eventOrdinal: number | null;
  cloudId: string | null;
  cloudName: string | null;
  cloudColorIndex: number | null;
  firstMachineName: string | null;
  overflowMachineName: string | null;
  limit: string | null;
  /** The one cloud whose use the limit counts; null: all clouds. */
  scopeCloudName: string | null;
  billingFactor: string;
  /** Included on top of the limit in the window. */
  covers: Cover[];
  billingStep: string;
  mode: (typeof statementLines.$inferSelect)["mode"];
  /** All use of the window, and its split; null where the line holds several windows. */
  used: string | null;
  covered: string | null;
  overflow: string | null;
  excess: string | null;
  useByCloud: Record<string, BilledUse>;
};

/** What a charge adds to its line. */
export type LineCharge = {
  customerId: string;
  /** The customer's: the period of a statement is a month in it. */
  zone: BillingZone;
  parameterId: string;
  billingEventId: string | null;
  meter: string;
  window: BillingWindow;
  /** What the line is of; left out: the window. */
  lineWindow?: BillingWindow;
  /** Of the charge in its window. */
  ordinal: number;
  quantity: string;
  rate: string;
  amount: Money;
  rounding: string;
  facts: LineFacts;
};

/**
 * Adds a charge that is owed to its line on the draft that it belongs to. The first charge writes
 * the line; each further one adds to its totals and writes limit, covers and figures anew. Names stay as first written.
 * Runs under the lock of the window's standing.
 * @returns the line's id.
 */
export async function addToLine(ctx: Context, charge: LineCharge): Promise<string> {
  const { customerId, facts, amount } = charge;
  const window = charge.lineWindow ?? charge.window;
  const { limit, covers, used, covered, overflow, excess, useByCloud } = facts;
  const figures = { limit, covers, used, covered, overflow, excess, useByCloud };
  const statementId = await draftOf(ctx, charge);
  const [line] = await ctx.tx
    .insert(statementLines)
    .values({
      ...facts,
      customerId,
      id: newId("statementLine", ctx.now),
      statementId,
      parameterId: charge.parameterId,
      billingEventId: charge.billingEventId,
      meter: charge.meter,
      windowStart: window.start,
      windowEnd: window.end,
      ordinal: charge.ordinal,
      rate: charge.rate,
      quantity: charge.quantity,
      amountMinor: amount.minor,
      currency: amount.currency,
      rounding: charge.rounding,
      createdAt: ctx.now,
      changedAt: ctx.now,
    })
    .onConflictDoUpdate({
      target: [
        statementLines.customerId,
        statementLines.statementId,
        statementLines.parameterId,
        statementLines.windowStart,
        statementLines.billingEventId,
      ],
      set: {
        ...figures,
        quantity: sql`trim_scale(${statementLines.quantity} + excluded.quantity)`,
        amountMinor: sql`${statementLines.amountMinor} + excluded.amount_minor`,
        rounding: charge.rounding,
        changedAt: ctx.now,
      },
    })
    .returning({ id: statementLines.id });
  if (!line) throw new Error(`No statement line was written for ${charge.parameterId}.`);
  return line.id;
}

/** Writes the name of the overflow machine on the draft's lines of the event that it answers. */
export async function nameOverflowMachine(
  ctx: Context,
  input: { customerId: string; billingEventId: string; name: string },
): Promise<void> {
  const drafts = await ctx.tx
    .select({ id: statements.id })
    .from(statements)
    .where(and(eq(statements.customerId, input.customerId), eq(statements.state, "draft")))
    // Whoever issues one meanwhile waits, or is waited for: then it is no draft any more.
    .for("share");
  await ctx.tx
    .update(statementLines)
    .set({ overflowMachineName: input.name, changedAt: ctx.now })
    .where(
      and(
        eq(statementLines.customerId, input.customerId),
        eq(statementLines.billingEventId, input.billingEventId),
        inArray(
          statementLines.statementId,
          drafts.map(({ id }) => id),
        ),
      ),
    );
}

/**
 * The draft that a charge belongs to, opened where there is none: of the period in which its window began, or of the
 * first one that is not closed (docs/rules.md 7.2). Holds the customer's books: no statement is issued meanwhile.
 */
async function draftOf(ctx: Context, { customerId, zone, window, amount }: LineCharge): Promise<string> {
  const { currency } = amount;
  const { closedUntil } = await holdLedger(ctx, customerId, currency);
  const open = closedUntil !== null && closedUntil > window.start ? closedUntil : window.start;
  const period = billingWindow("month", open, zone);
  const known = await findDraft(ctx, customerId, period.start, currency);
  return known ?? openDraft(ctx, { customerId, currency, period, timeZone: zone.timeZone });
}

/** Opens the draft of a period in books that are held. @returns its id */
export async function openDraft(
  ctx: Context,
  {
    customerId,
    currency,
    period,
    timeZone,
  }: { customerId: string; currency: string; period: BillingWindow; timeZone: string },
): Promise<string> {
  const id = newId("statement", ctx.now);
  await ctx.tx.insert(statements).values({
    ...{ customerId, id, periodStart: period.start, periodEnd: period.end, timeZone, currency },
    ...{ state: "draft", createdAt: ctx.now },
  });
  return id;
}

/** The draft of the period that begins at the instant, by its id; null where nothing was charged in the period. */
export async function findDraft(
  ctx: Context,
  customerId: string,
  periodStart: Date,
  currency: string,
): Promise<string | null> {
  const [draft] = await ctx.tx
    .select({ id: statements.id })
    .from(statements)
    .where(
      and(
        eq(statements.customerId, customerId),
        eq(statements.periodStart, periodStart),
        eq(statements.currency, currency),
        eq(statements.state, "draft"),
      ),
    );
  return draft?.id ?? null;
}
