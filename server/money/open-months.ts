import { and, asc, eq, sql } from "drizzle-orm";
import { statements, subscriptions } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type BillingWindow, type BillingZone, billingWindow } from "../periods";
import { booksOf, draftOfPeriod, type StatementContent } from "./statement-view";

/** The first month that is not closed, the first ever being that of the first subscription or charge; null: none. */
export async function firstOpenMonth(
  ctx: Context,
  of: { customerId: string; currency: string; zone: BillingZone; closedUntil: Date | null },
): Promise<BillingWindow | null> {
  const { customerId, currency, zone, closedUntil } = of;
  if (closedUntil) return billingWindow("month", closedUntil, zone);
  const [subscribed] = await ctx.tx
    .select({ at: sql<Date | null>`min(${subscriptions.validFrom})`.mapWith(subscriptions.validFrom) })
    .from(subscriptions)
    .where(eq(subscriptions.customerId, customerId));
  const [drafted] = await ctx.tx
    .select({ at: statements.periodStart })
    .from(statements)
    .where(and(eq(statements.customerId, customerId), eq(statements.currency, currency), eq(statements.state, "draft")))
    .orderBy(asc(statements.periodStart))
    .limit(1);
  const times = [subscribed?.at, drafted?.at].flatMap((at) => (at ? [at.getTime()] : []));
  return times.length === 0 ? null : billingWindow("month", new Date(Math.min(...times)), zone);
}

/** So many months that wait for their statement are looked at. */
const monthsMost = 12;

/** Drafts of months that have ended and whose statement is not issued yet, where there is anything to bill. */
export async function waitingMonths(ctx: Context, customerId: string): Promise<StatementContent[]> {
  const books = await booksOf(ctx, customerId);
  const drafts: StatementContent[] = [];
  let month = await firstOpenMonth(ctx, books);
  for (let n = 0; month && month.end <= ctx.now && n < monthsMost; n++) {
    const draft = await draftOfPeriod(ctx, books, month);
    if (draft.fees.length + draft.lines.length > 0) drafts.push(draft);
    month = billingWindow("month", month.end, books.zone);
  }
  return drafts;
}

/**
 * The draft of a month that is not closed, as it would be issued now.
 * @param month `2026-11`; left out: the running one
 * @throws not_found for a month whose statement is issued, or that has not begun
 */
export async function draftOfMonth(ctx: Context, customerId: string, month?: string): Promise<StatementContent> {
  const books = await booksOf(ctx, customerId);
  const within = month === undefined ? ctx.now : new Date(`${month}-15T12:00:00Z`);
  const period = billingWindow("month", within, books.zone);
  const isClosed = books.closedUntil !== null && period.start < books.closedUntil;
  if (isClosed || period.start > ctx.now) throw notFound("draft", month ?? "");
  return draftOfPeriod(ctx, books, period);
}
