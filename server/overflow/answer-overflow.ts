import { and, eq } from "drizzle-orm";
import { overflows } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { refuseClosedCustomer } from "../configuration/refuse-closed-customer";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { overflowIs } from "./states";

/**
 * Records the answer of the customer's owner or billing user, or of staff for them, to policy `ask`.
 * @throws not_found; conflict when the overflow is not held for an answer, and for a yes of a closed customer
 */
export async function answerOverflow(
  ctx: Context,
  input: { customerId: string; overflowId: string; answer: "yes" | "no" },
): Promise<void> {
  if (input.answer === "yes") await refuseClosedCustomer(ctx, input.customerId);
  const mine = and(eq(overflows.customerId, input.customerId), eq(overflows.id, input.overflowId));
  const [overflow] = await ctx.tx.select().from(overflows).where(mine).for("update");
  if (!overflow) throw notFound("overflow", input.overflowId);
  if (!overflowIs("mayAnswer", overflow.state))
    throw new DomainError("conflict", "This question is no longer open. The event's page shows the outcome.");
  await ctx.tx
    .update(overflows)
    .set({
      answer: input.answer,
      answeredAt: ctx.now,
      answeredBy: ctx.actor.label,
      nextAttemptAt: ctx.now,
      changedAt: ctx.now,
    })
    .where(mine);
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "overflow.answered",
    subjectKind: "overflow",
    subjectId: input.overflowId,
    detail: { answer: input.answer },
    topic: "overflows",
  });
}
