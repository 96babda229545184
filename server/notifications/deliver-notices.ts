import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { notices } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import { clockNow } from "../clock";
import { inProvider, type Request } from "../context";
import { env } from "../env";
import { installationSettings } from "../installation";
import { passed } from "../set-back";
import { inDelivery } from "./conditions";
import { mailBody, removedBody } from "./mail-body";
import { RefusedForGood } from "./refused-for-good";
import { leaseMs, longestWaitSeconds, nextAttempt } from "./rules";
import { sendMail } from "./send-mail";

type Notice = typeof notices.$inferSelect;
/** What came back, as it is stored: e.g. { status: 200, … }. */
type Answer = Record<string, unknown>;
/** Ways of delivery, by kind. `cloud` is the workflow's to give: this module knows no driver. */
export type Deliveries = { cloud?: (notice: Notice) => Promise<Answer> };
export type DeliverySummary = { delivered: number; failed: number };

/**
 * Delivers what is due, oldest first, and stores each answer. Safe to run side by side: a notice is taken by a lease.
 * Cloud notices wait where no delivery to clouds is given.
 */
export async function deliverNotices(
  request: Request,
  deliveries: Deliveries = {},
  limit = 50,
): Promise<DeliverySummary> {
  const summary: DeliverySummary = { delivered: 0, failed: 0 };
  const kinds: Notice["kind"][] = deliveries.cloud ? ["mail", "cloud"] : ["mail"];
  for (let n = 0; n < limit; n++) {
    // One at a time, at the time it is then: a lease counts from when its delivery begins.
    const now = { ...request, now: clockNow() };
    const notice = await lease(now, kinds);
    if (!notice) break;
    const outcome = await deliver(notice, deliveries, now.now).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error: error instanceof Error ? error : new Error(String(error)) }),
    );
    await settle(now, notice, outcome);
    if ("answer" in outcome) summary.delivered += 1;
    else summary.failed += 1;
  }
  return summary;
}

/**
 * A cloud gets the notices about one thing in order: a late notice of excess must not follow the one of its end.
 */
const inTurn = sql`(${notices.kind} <> 'cloud' or not exists (
  select 1 from ${notices} as earlier
   where earlier.kind = 'cloud' and earlier.recipient = ${notices.recipient} and earlier.delivered_at is null
     and earlier.subject_kind = ${notices.subjectKind} and earlier.subject_id = ${notices.subjectId}
     and earlier.created_at < ${notices.createdAt}))`;

function lease(request: Request, kinds: Notice["kind"][]): Promise<Notice | undefined> {
  return inProvider(request, async ({ tx, now }) => {
    const [due] = await tx
      .select({ id: notices.id })
      .from(notices)
      .where(
        and(
          inDelivery,
          passed(notices.nextAttemptAt, now, longestWaitSeconds * 1000),
          inArray(notices.kind, kinds),
          or(isNull(notices.leasedUntil), passed(notices.leasedUntil, now, leaseMs)),
          inTurn,
        ),
      )
      .orderBy(asc(notices.nextAttemptAt), asc(notices.id))
      .limit(1)
      .for("update", { skipLocked: true });
    if (!due) return undefined;
    const [leased] = await tx
      .update(notices)
      .set({ leasedUntil: new Date(now.getTime() + leaseMs) })
      .where(eq(notices.id, due.id))
      .returning();
    return leased;
  });
}

/** The mail's link expired before it could be sent: nobody misses it, and nobody is asked to look. */
class Overtaken extends Error {}

async function deliver(notice: Notice, deliveries: Deliveries, now: Date): Promise<Answer> {
  if (notice.kind === "cloud") {
    if (!deliveries.cloud) throw new Error("Nothing here delivers to a cloud.");
    return deliveries.cloud(notice);
  }
  const body = mailBody(notice.body);
  if (!body || (body.until !== undefined && new Date(body.until) <= now))
    throw new Overtaken("Its link expired before the mail could be sent.");
  if (env().SMTP_URL) return sendMail(notice, body);
  if ((await installationSettings())?.mode === "demo") return { deliveredTo: "mailbox" };
  throw new Error("SMTP_URL is not set, so no mail leaves. Set it and restart.");
}

/**
 * Stores the outcome: the answer; when to try again; or, where the other side refused it for good, that staff have to
 * look. A body that held a credential has served its purpose once it was mailed or can never be.
 */
async function settle(request: Request, notice: Notice, outcome: { answer: Answer } | { error: Error }): Promise<void> {
  await inProvider(request, async (ctx) => {
    const attempts = notice.attempts + 1;
    const delivered = "answer" in outcome;
    const refused = !delivered && outcome.error instanceof RefusedForGood;
    const overtaken = !delivered && outcome.error instanceof Overtaken;
    const sealedIsOver = refused || overtaken || (delivered && outcome.answer.deliveredTo !== "mailbox");
    await ctx.tx
      .update(notices)
      .set({
        attempts,
        leasedUntil: null,
        deliveredAt: delivered ? ctx.now : null,
        answer: delivered ? outcome.answer : notice.answer,
        error: delivered ? null : outcome.error.message,
        ...(refused ? { refusedAt: ctx.now } : {}),
        ...(overtaken ? { dismissedAt: ctx.now, dismissedBy: "expiry" } : {}),
        ...(delivered ? {} : { nextAttemptAt: nextAttempt(ctx.now, attempts) }),
        ...(sealedIsOver && "sealed" in notice.body ? { body: removedBody } : {}),
      })
      // A slow attempt that fails after another one has delivered it takes nothing back.
      .where(and(eq(notices.id, notice.id), isNull(notices.deliveredAt)));
    await announceChange(ctx, "notices", notice.customerId);
  });
}
