import { notices } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import { seal } from "../keys/ring";
import { noticeSeal } from "./mail-body";

export type NewNotice = {
  customerId: string | null;
  kind: "mail" | "cloud";
  /** Unique for ever: enqueueing the same notice twice changes nothing. */
  dedupeKey: string;
  /** An e-mail address, or a cloud's id. */
  recipient: string;
  subject: string;
  /** Of a mail: MailBody. */
  body: Record<string, unknown>;
  subjectKind?: string;
  subjectId?: string;
  /** The body holds a credential (a sign-in link): it is stored encrypted and removed once it was sent. */
  secret?: boolean;
};

/**
 * Writes what must be sent into the outbox, in the caller's transaction; deliverNotices sends it afterwards.
 * @returns the notice's id, or null when it was enqueued before.
 */
export async function enqueueNotice(ctx: Context, notice: NewNotice): Promise<string | null> {
  const body = notice.secret
    ? { sealed: seal(JSON.stringify(notice.body), noticeSeal).toString("base64") }
    : notice.body;
  const id = newId("notice", ctx.now);
  const written = await ctx.tx
    .insert(notices)
    .values({
      id,
      customerId: notice.customerId,
      kind: notice.kind,
      dedupeKey: notice.dedupeKey,
      recipient: notice.recipient,
      subject: notice.subject,
      body,
      subjectKind: notice.subjectKind ?? null,
      subjectId: notice.subjectId ?? null,
      createdAt: ctx.now,
      attempts: 0,
      nextAttemptAt: ctx.now,
    })
    .onConflictDoNothing({ target: notices.dedupeKey })
    .returning({ id: notices.id });
  if (written.length === 0) return null;
  await announceChange(ctx, "notices", notice.customerId);
  return id;
}
