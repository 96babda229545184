import { and, eq, gte, inArray } from "drizzle-orm";
import { paymentPromises } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { statementById } from "./statement-view";

/** Which of these statements finance marked as being paid, up to today (UTC). */
export async function promisedStatements({ tx, now }: Context, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: paymentPromises.statementId })
    .from(paymentPromises)
    .where(and(inArray(paymentPromises.statementId, ids), gte(paymentPromises.until, now.toISOString().slice(0, 10))));
  return new Set(rows.map(({ id }) => id));
}

/**
 * Marks an issued statement as being paid: until the end of a day (UTC) nothing is done because of it; null takes the
 * mark away.
 * @throws not_found; conflict for a statement with nothing open
 */
export async function markOnItsWay(
  ctx: Context,
  { customerId, statementId, until }: { customerId: string; statementId: string; until: string | null },
): Promise<void> {
  const { state } = await statementById(ctx, { customerId, id: statementId });
  if (state !== "issued") throw new DomainError("conflict", "Nothing is open of the statement.", { state });
  const set = { until: until ?? "", setBy: ctx.actor.label, setAt: ctx.now };
  if (until === null)
    await ctx.tx
      .delete(paymentPromises)
      .where(and(eq(paymentPromises.customerId, customerId), eq(paymentPromises.statementId, statementId)));
  else
    await ctx.tx
      .insert(paymentPromises)
      .values({ customerId, statementId, ...set })
      .onConflictDoUpdate({ target: [paymentPromises.customerId, paymentPromises.statementId], set });
  await recordAudit(ctx, {
    ...{ customerId, action: "statement.promised", subjectKind: "statement", subjectId: statementId, topic: "billing" },
    detail: { until: until ?? "none" },
  });
}
