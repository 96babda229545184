import { and, eq, isNull } from "drizzle-orm";
import { notices } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { notFound } from "../errors";

/** Makes an undelivered notice due now; whoever delivers next takes it. */
export async function retryNotice(ctx: Context, input: { id: string }): Promise<void> {
  const [notice] = await ctx.tx
    .update(notices)
    .set({ nextAttemptAt: ctx.now })
    .where(and(eq(notices.id, input.id), isNull(notices.deliveredAt)))
    .returning({ customerId: notices.customerId });
  if (!notice) throw notFound("undelivered notice", input.id);
  await recordAudit(ctx, {
    customerId: notice.customerId,
    action: "notice.retried",
    subjectKind: "notice",
    subjectId: input.id,
    topic: "notices",
  });
}
