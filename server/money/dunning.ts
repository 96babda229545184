import { and, asc, eq, getTableColumns, gt, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import { customers, dunningSteps as dunningStepsTable, paymentPromises, statements } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import { type DunningStep, dunningSteps } from "./states";

/** Days after a statement was due until each step; null: it is not taken. */
export type DunningDays = Record<DunningStep, number | null>;

/** A statement that a step is due of. */
export type DueStep = {
  customerId: string;
  customerName: string;
  statementId: string;
  step: DunningStep;
  dueAt: Date;
};

const dayMs = 86_400_000;
const inText = (at: Date) => sql`${at.toISOString()}::timestamptz`;

/**
 * Overdue statements with a step that is due: so many days after they were due, and after the step before it as many
 * days as lie between the two, so that nobody is suspended who was not reminded and warned (docs/rules.md 7.18).
 * @param page.after the statement with which the page before ended
 */
export async function dueSteps(
  ctx: Context,
  days: DunningDays,
  page: { after: string; limit: number },
): Promise<DueStep[]> {
  const taken = dunningSteps.filter((step) => days[step] !== null);
  const done = (step: DunningStep, more?: SQL) => sql`exists (select 1 from ${dunningStepsTable} d
    where d.customer_id = ${statements.customerId} and d.statement_id = ${statements.id} and d.step = ${step}${more ?? sql``})`;
  const ago = (n: number) => inText(new Date(ctx.now.getTime() - n * dayMs));
  const conditions = taken.map((step, n) => {
    const before = taken[n - 1];
    const own = days[step] ?? 0;
    const between = own - (before === undefined ? 0 : (days[before] ?? 0));
    const after = before === undefined ? sql`true` : done(before, sql` and d.taken_at <= ${ago(Math.max(0, between))}`);
    return { step, is: sql`(${statements.dueAt} <= ${ago(own)} and not ${done(step)} and ${after})` };
  });
  if (conditions.length === 0) return [];
  const step = sql<DunningStep>`case ${sql.join(
    conditions.map((one) => sql`when ${one.is} then ${one.step}`),
    sql` `,
  )} end`;
  const rows = await ctx.tx
    .select({
      customerId: statements.customerId,
      customerName: customers.name,
      statementId: statements.id,
      dueAt: statements.dueAt,
      step,
    })
    .from(statements)
    .innerJoin(customers, eq(customers.id, statements.customerId))
    .where(
      and(
        eq(statements.state, "issued"),
        gt(statements.grossMinor, statements.settledMinor),
        ne(customers.state, "closed"),
        gt(statements.id, page.after),
        or(...conditions.map(({ is }) => is)),
      ),
    )
    .orderBy(asc(statements.id))
    .limit(page.limit);
  return rows.flatMap(({ dueAt, ...row }) => (dueAt ? [{ ...row, dueAt }] : []));
}

/**
 * Records a step of a statement that is still open, once: held until the transaction ends, so that a payment waits.
 * @returns its id and what is open, minor units; null where it was taken, or nothing is open any more
 */
export async function takeStep(
  ctx: Context,
  { customerId, statementId, step }: DueStep,
): Promise<{ id: string; openMinor: bigint } | null> {
  const [statement] = await ctx.tx
    .select({ state: statements.state, gross: statements.grossMinor, settled: statements.settledMinor })
    .from(statements)
    .where(and(eq(statements.customerId, customerId), eq(statements.id, statementId)))
    .for("update");
  const openMinor = (statement?.gross ?? 0n) - (statement?.settled ?? 0n);
  if (statement?.state !== "issued" || openMinor <= 0n) return null;
  const id = newId("dunningStep", ctx.now);
  const [taken] = await ctx.tx
    .insert(dunningStepsTable)
    .values({ customerId, id, statementId, step, takenAt: ctx.now, isSuspended: false })
    .onConflictDoNothing()
    .returning({ id: dunningStepsTable.id });
  return taken ? { id, openMinor } : null;
}

/** Records that a customer is suspended by a step. */
export async function markSuspended(ctx: Context, customerId: string, id: string): Promise<void> {
  await ctx.tx
    .update(dunningStepsTable)
    .set({ isSuspended: true })
    .where(and(eq(dunningStepsTable.customerId, customerId), eq(dunningStepsTable.id, id)));
}

const holds = and(eq(dunningStepsTable.isSuspended, true), isNull(dunningStepsTable.liftedAt));

/** Whether a step of another statement suspends the customer. */
export async function isHeldByDunning({ tx }: Context, customerId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: dunningStepsTable.id })
    .from(dunningStepsTable)
    .where(and(eq(dunningStepsTable.customerId, customerId), holds))
    .limit(1);
  return rows.length > 0;
}

/** Customers that were suspended, and of whom every statement that did so is settled, or whom staff resumed. */
export async function liftableCustomers({ tx }: Context, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ customerId: dunningStepsTable.customerId })
    .from(dunningStepsTable)
    .innerJoin(customers, eq(customers.id, dunningStepsTable.customerId))
    .innerJoin(
      statements,
      and(eq(statements.customerId, dunningStepsTable.customerId), eq(statements.id, dunningStepsTable.statementId)),
    )
    .where(holds)
    .groupBy(dunningStepsTable.customerId, customers.state)
    .having(sql`bool_and(${statements.state} <> 'issued') or ${customers.state} <> 'suspended'`)
    .orderBy(asc(dunningStepsTable.customerId))
    .limit(limit);
  return rows.map(({ customerId }) => customerId);
}

/** Ends what suspends the customer, once. @returns the numbers of the statements; empty where it had ended */
export async function liftSteps(ctx: Context, customerId: string): Promise<string[]> {
  const lifted = await ctx.tx
    .update(dunningStepsTable)
    .set({ liftedAt: ctx.now })
    .where(and(eq(dunningStepsTable.customerId, customerId), holds))
    .returning({ statementId: dunningStepsTable.statementId });
  if (lifted.length === 0) return [];
  const rows = await ctx.tx
    .select({ number: statements.number })
    .from(statements)
    .where(
      and(
        eq(statements.customerId, customerId),
        inArray(
          statements.id,
          lifted.map(({ statementId }) => statementId),
        ),
      ),
    );
  return rows.flatMap(({ number }) => number ?? []).sort();
}

/** What was done because a statement was not paid, oldest first, and until when its payment is expected. */
export async function dunningOf({ tx }: Context, { customerId, id }: { customerId: string; id: string }) {
  const steps = await tx
    .select(getTableColumns(dunningStepsTable))
    .from(dunningStepsTable)
    .where(and(eq(dunningStepsTable.customerId, customerId), eq(dunningStepsTable.statementId, id)))
    .orderBy(asc(dunningStepsTable.id));
  const [promise] = await tx
    .select({ until: paymentPromises.until })
    .from(paymentPromises)
    .where(and(eq(paymentPromises.customerId, customerId), eq(paymentPromises.statementId, id)));
  return { steps, onItsWayUntil: promise?.until ?? null };
}
