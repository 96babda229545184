import { and, asc, eq } from "drizzle-orm";
import { type billingEvents, notices } from "@/db/schema";
import type { CloudNotice } from "../clouds/driver";
import { ensureHostCloudAccount } from "../clouds/ensure-host-cloud-account";
import { readCloudNotice } from "../clouds/read-notice";
import type { Context } from "../context";
import { enqueueNotice } from "../notifications/enqueue-notice";
import type { Claim } from "./claim";
import { cloudNotice } from "./cloud-notice";
import { machineIfKnown } from "./steps/overflow-machines";

type Notice = typeof notices.$inferSelect;

/** A stored notice as the cloud gets it. */
export const noticeOf = (notice: Notice): CloudNotice => readCloudNotice(notice.body);

/** The notice that a host cloud was sent last about this event, delivered or on its way; null before the first. */
export async function lastNotice(ctx: Context, event: typeof billingEvents.$inferSelect): Promise<Notice | null> {
  return (await noticesOf(ctx, event)).at(-1) ?? null;
}

/**
 * Notifies the event's host cloud, through the outbox, whether the customer is in excess (docs/rules.md 5.5). The cloud
 * gets the notices about one event in their order.
 */
export async function notifyCloud(
  ctx: Context,
  { overflow, event, parameter }: Claim,
  { inExcess }: { inExcess: boolean },
): Promise<void> {
  const { customerId } = overflow;
  const earlier = (await noticesOf(ctx, event)).filter((notice) => noticeOf(notice).inExcess === inExcess);
  const machine = await machineIfKnown(ctx, customerId, overflow.machineId ?? "");
  const account = await ensureHostCloudAccount(ctx, { customerId, cloudId: event.cloudId });
  await enqueueNotice(
    ctx,
    cloudNotice({
      event,
      account: account.reference,
      resource: parameter.engine.meter,
      inExcess,
      secondMachine: machine ? (machine.instanceId ?? machine.id) : null,
      before: earlier.length,
    }),
  );
}

/** Takes back a notice that there is no excess, once there is some again. */
export async function takeBackNotice(ctx: Context, claim: Claim): Promise<void> {
  const sent = await lastNotice(ctx, claim.event);
  if (sent && !noticeOf(sent).inExcess) await notifyCloud(ctx, claim, { inExcess: true });
}

function noticesOf(ctx: Context, event: typeof billingEvents.$inferSelect): Promise<Notice[]> {
  return ctx.tx
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.customerId, event.customerId),
        eq(notices.kind, "cloud"),
        eq(notices.subjectKind, "billing_event"),
        eq(notices.subjectId, event.id),
      ),
    )
    .orderBy(asc(notices.createdAt), asc(notices.id));
}
