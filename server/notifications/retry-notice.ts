import { and, eq } from "drizzle-orm";
import { notices } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { undelivered } from "./conditions";
import { mailBody, removedBody } from "./mail-body";

/** An undelivered notice, taken for the change. @throws not_found */
async function takeNotice(ctx: Context, id: string) {
  const [notice] = await ctx.tx
    .select()
    .from(notices)
    .where(and(eq(notices.id, id), undelivered))
    .for("update");
  if (!notice) throw notFound("undelivered notice", id);
  return notice;
}

/**
 * Makes an undelivered notice due now, also one that was refused for good; whoever delivers next takes it.
 * @param input.recipient a mail's corrected address; the text of a mail to an invited person names the old one
 * @throws DomainError conflict for a mail whose link has expired: its text is gone
 */
export async function retryNotice(ctx: Context, input: { id: string; recipient?: string }): Promise<void> {
  const notice = await takeNotice(ctx, input.id);
  const { recipient = notice.recipient } = input;
  const moved = recipient !== notice.recipient;
  if (notice.kind === "mail" && mailBody(notice.body) === null)
    throw new DomainError("conflict", "The link in this mail has expired. The person requests another one at sign-in.");
  if (moved && (notice.kind !== "mail" || "sealed" in notice.body))
    throw new DomainError("conflict", "This notice belongs to its recipient and cannot be sent to another address.");
  await ctx.tx
    .update(notices)
    .set({ recipient, refusedAt: null, nextAttemptAt: ctx.now })
    .where(eq(notices.id, notice.id));
  await recordAudit(ctx, {
    customerId: notice.customerId,
    action: "notice.retried",
    subjectKind: "notice",
    subjectId: notice.id,
    detail: moved ? { from: notice.recipient, to: recipient } : {},
    topic: "notices",
  });
}

/**
 * Settles a mail without delivery: it is not tried again, and nothing asks anybody to look. A notice to a host cloud
 * cannot be dismissed: the overflow waits for its answer.
 */
export async function dismissNotice(ctx: Context, input: { id: string }): Promise<void> {
  const notice = await takeNotice(ctx, input.id);
  if (notice.kind === "cloud")
    throw new DomainError("conflict", "A host cloud has to learn of this. Correct the connection and try again.");
  await ctx.tx
    .update(notices)
    .set({
      dismissedAt: ctx.now,
      dismissedBy: ctx.actor.label,
      ...("sealed" in notice.body ? { body: removedBody } : {}),
    })
    .where(eq(notices.id, notice.id));
  await recordAudit(ctx, {
    customerId: notice.customerId,
    action: "notice.dismissed",
    subjectKind: "notice",
    subjectId: notice.id,
    detail: { recipient: notice.recipient, reason: notice.error ?? "not tried" },
    topic: "notices",
  });
}

/**
 * Dismisses the undelivered mails about one thing that is no more, e.g. an invitation that was revoked or replaced.
 * Part of a larger act, which the audit log names.
 */
export async function dismissMailsAbout(ctx: Context, subjectKind: string, subjectId: string): Promise<void> {
  await ctx.tx
    .update(notices)
    .set({ dismissedAt: ctx.now, dismissedBy: ctx.actor.label })
    .where(
      and(
        eq(notices.kind, "mail"),
        eq(notices.subjectKind, subjectKind),
        eq(notices.subjectId, subjectId),
        undelivered,
      ),
    );
}
