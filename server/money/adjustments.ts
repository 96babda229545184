import { and, eq, getTableColumns } from "drizzle-orm";
import { adjustments, customers } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { notFound } from "../errors";
import { newId } from "../ids";
import type { Money } from "../money";
import { type Page, pageOf, type Sort } from "../pagination";
import type { AdjustmentDecision, AdjustmentState } from "./states";

export type Adjustment = typeof adjustments.$inferSelect;

/** An adjustment of a list, with the name of its customer. */
export type ListedAdjustment = Adjustment & { customerName: string };

/** A limit's window. */
type Of = { customerId: string; parameterId: string; meter: string; window: { start: Date; end: Date } };

/** What was billed too much in a window, in billing units; `quantity` and `amount` below 0. */
export type Proposed = {
  due: string;
  billed: string;
  quantity: string;
  rate: string;
  amount: Money;
  rounding: string;
};

const openOf = ({ customerId, parameterId, window }: Of) =>
  and(
    eq(adjustments.customerId, customerId),
    eq(adjustments.parameterId, parameterId),
    eq(adjustments.windowStart, window.start),
    eq(adjustments.state, "proposed"),
  );

/**
 * Writes what is proposed to be taken back in a window, or withdraws it where there is nothing any more. There is one
 * open proposal for each window, and its figures are the newest. Runs under the lock of the window's standing.
 */
export async function proposeAdjustment(ctx: Context, of: Of, proposed: Proposed | null): Promise<void> {
  const [open] = await ctx.tx.select().from(adjustments).where(openOf(of));
  if (!proposed) {
    if (!open) return;
    await setOf(ctx, open, { state: "withdrawn" });
    await audited(ctx, open, "adjustment.withdrawn", {});
    return;
  }
  const { amount, ...figures } = proposed;
  const row = { ...figures, amountMinor: amount.minor, currency: amount.currency };
  if (open) {
    if (open.quantity === row.quantity && open.amountMinor === row.amountMinor && open.due === row.due) return;
    await setOf(ctx, open, row);
    return;
  }
  const { customerId, parameterId, meter, window } = of;
  const [made] = await ctx.tx
    .insert(adjustments)
    .values({
      ...row,
      customerId,
      id: newId("adjustment", ctx.now),
      parameterId,
      meter,
      windowStart: window.start,
      windowEnd: window.end,
      state: "proposed",
      proposedAt: ctx.now,
      changedAt: ctx.now,
    })
    .returning();
  if (made) await audited(ctx, made, "adjustment.proposed", {});
}

/** Stores the decision about a proposal. @param decision.chargeId the charge that posts what was confirmed */
export async function decideAdjustment(
  ctx: Context,
  adjustment: Adjustment,
  { decision, reason, chargeId }: { decision: AdjustmentDecision; reason: string; chargeId: string | null },
): Promise<void> {
  await setOf(ctx, adjustment, { state: decision, decidedBy: ctx.actor.label, decidedAt: ctx.now, reason, chargeId });
  await audited(ctx, adjustment, `adjustment.${decision}`, { reason });
}

async function setOf(ctx: Context, { customerId, id }: Adjustment, change: Partial<Adjustment>): Promise<void> {
  await ctx.tx
    .update(adjustments)
    .set({ ...change, changedAt: ctx.now })
    .where(and(eq(adjustments.customerId, customerId), eq(adjustments.id, id)));
}

function audited(ctx: Context, adjustment: Adjustment, action: string, more: Record<string, string>): Promise<void> {
  const { customerId, id, meter, quantity, amountMinor, currency } = adjustment;
  return recordAudit(ctx, {
    customerId,
    action,
    subjectKind: "adjustment",
    subjectId: id,
    detail: { meter, quantity, amountMinor: amountMinor.toString(), currency, ...more },
    topic: "billing",
  });
}

/** An adjustment; without a customer whoever's it is, as far as the transaction's role sees it. */
type Named = { customerId?: string; id: string };

const named = ({ tx }: Context, { customerId, id }: Named) =>
  tx
    .select()
    .from(adjustments)
    .where(and(customerId === undefined ? undefined : eq(adjustments.customerId, customerId), eq(adjustments.id, id)));

/** @throws not_found */
export async function adjustmentById(ctx: Context, of: Named): Promise<Adjustment> {
  return found(of, await named(ctx, of));
}

/** The same, locked until the transaction ends. @throws not_found */
export async function lockAdjustment(ctx: Context, of: Named): Promise<Adjustment> {
  return found(of, await named(ctx, of).for("update"));
}

function found({ id }: Named, [row]: Adjustment[]): Adjustment {
  if (!row) throw notFound("adjustment", id);
  return row;
}

const newest: Sort = { name: "newest", keys: [{ by: adjustments.id, as: "text" }], descending: true };

/**
 * A page of adjustments, newest first: one customer's, or as many as the transaction's role sees.
 * @throws invalid_input for a cursor that no page gave
 */
export function listAdjustments(
  ctx: Context,
  query: {
    customerId?: string | undefined;
    state?: AdjustmentState | undefined;
    cursor?: string | null | undefined;
    limit: number;
  },
): Promise<Page<ListedAdjustment>> {
  const { customerId, state } = query;
  return pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(adjustments), customerName: customers.name, place })
        .from(adjustments)
        .innerJoin(customers, eq(customers.id, adjustments.customerId))
        .where(
          and(
            customerId === undefined ? undefined : eq(adjustments.customerId, customerId),
            state === undefined ? undefined : eq(adjustments.state, state),
            after,
          ),
        )
        .orderBy(order)
        .limit(limit),
  });
}
