import { and, eq } from "drizzle-orm";
import { billingEvents, overflows } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Parameter } from "../billing/parameters";
import { referenceAt } from "../clouds/host-cloud-accounts";
import { takesNotices } from "../clouds/queries";
import type { Context } from "../context";
import { notFound } from "../errors";
import { newId } from "../ids";
import { enqueueNotice } from "../notifications/enqueue-notice";
import { cloudNotice } from "./cloud-notice";
import { enqueueEventMails } from "./mails";

type Event = typeof billingEvents.$inferSelect;

/**
 * Whether the window of a crossing is over, so that there is nothing to carry and no cloud to notify: use came late, or
 * a limit was changed for the past. Averages and last values are judged after their window's end alone; for those the
 * window that follows is in time.
 */
export function isOver({ windowStart, windowEnd }: Event, { meterAggregation }: Parameter, now: Date): boolean {
  const judgedAtClose = meterAggregation === "average" || meterAggregation === "last";
  const time = judgedAtClose ? windowEnd.getTime() - windowStart.getTime() : 0;
  return windowEnd.getTime() + time <= now.getTime();
}

/**
 * Requests the overflow that answers a billing event, in the transaction that raised it; reconcile-overflows.ts works
 * on it later. Enqueues the notice to the host cloud that the customer is in excess (never how much; none of a window
 * that is over), and the mails.
 * @throws not_found
 */
export async function requestOverflow(ctx: Context, parameter: Parameter, billingEventId: string): Promise<void> {
  const [event] = await ctx.tx
    .select()
    .from(billingEvents)
    .where(and(eq(billingEvents.customerId, parameter.customerId), eq(billingEvents.id, billingEventId)));
  if (!event) throw notFound("billing event", billingEventId);
  const id = newId("overflow", ctx.now);
  await ctx.tx.insert(overflows).values({
    customerId: parameter.customerId,
    id,
    billingEventId,
    state: "requested",
    firstMachineId: event.firstMachineId,
    attempts: 0,
    nextAttemptAt: ctx.now,
    createdAt: ctx.now,
    changedAt: ctx.now,
  });
  await recordAudit(ctx, {
    customerId: parameter.customerId,
    action: "overflow.requested",
    subjectKind: "overflow",
    subjectId: id,
    detail: { billingEvent: billingEventId },
    topic: "overflows",
  });
  const reference = await referenceAt(ctx, { customerId: parameter.customerId, cloudId: event.cloudId });
  if (reference && !isOver(event, parameter, ctx.now) && (await takesNotices(ctx, event.cloudId)))
    await enqueueNotice(
      ctx,
      cloudNotice({ event, account: reference, resource: parameter.engine.meter, inExcess: true, secondMachine: null }),
    );
  await enqueueEventMails(ctx, parameter, event);
}
