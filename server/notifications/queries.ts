import { and, count, desc, eq, gt, isNotNull, isNull } from "drizzle-orm";
import { customers, notices } from "@/db/schema";
import type { Context } from "../context";
import { pageOf, type Sort } from "../pagination";
import type { NoticeQuery } from "./input";
import { mailBody } from "./send-mail";

const newest: Sort = { name: "newest", keys: [{ by: notices.id, as: "text" }], descending: true };

/** A page of the outbox, newest first, without bodies: they may hold a credential. */
export function listNotices(ctx: Context, filter: NoticeQuery) {
  const { kind, state } = filter;
  const where = and(
    kind ? eq(notices.kind, kind) : undefined,
    state === "delivered" ? isNotNull(notices.deliveredAt) : undefined,
    state === "waiting" ? and(isNull(notices.deliveredAt), isNull(notices.error)) : undefined,
    state === "failing" ? and(isNull(notices.deliveredAt), isNotNull(notices.error)) : undefined,
  );
  return pageOf({
    cursor: filter.cursor,
    limit: filter.limit,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({
          id: notices.id,
          customerId: notices.customerId,
          customerName: customers.name,
          kind: notices.kind,
          recipient: notices.recipient,
          subject: notices.subject,
          subjectKind: notices.subjectKind,
          subjectId: notices.subjectId,
          createdAt: notices.createdAt,
          attempts: notices.attempts,
          nextAttemptAt: notices.nextAttemptAt,
          deliveredAt: notices.deliveredAt,
          answer: notices.answer,
          error: notices.error,
          place,
        })
        .from(notices)
        .leftJoin(customers, eq(customers.id, notices.customerId))
        .where(and(where, after))
        .orderBy(order)
        .limit(limit),
  });
}

/** Notices about one thing, oldest first, e.g. those of a billing event. */
export function noticesAbout(ctx: Context, subjectKind: string, subjectId: string) {
  return ctx.tx
    .select()
    .from(notices)
    .where(and(eq(notices.subjectKind, subjectKind), eq(notices.subjectId, subjectId)))
    .orderBy(notices.id);
}

/** How many notices wait, and how many of them have failed at least once. */
export async function openNotices(ctx: Context): Promise<{ open: number; failing: number }> {
  const [all] = await ctx.tx.select({ n: count() }).from(notices).where(isNull(notices.deliveredAt));
  const [failing] = await ctx.tx
    .select({ n: count() })
    .from(notices)
    .where(and(isNull(notices.deliveredAt), gt(notices.attempts, 0)));
  return { open: all?.n ?? 0, failing: failing?.n ?? 0 };
}

/** Mails as the demo's mailbox page shows them, newest first, opened. The caller checks that this is a demo. */
export async function mailbox(ctx: Context, limit = 100) {
  const rows = await ctx.tx
    .select()
    .from(notices)
    .where(eq(notices.kind, "mail"))
    .orderBy(desc(notices.id))
    .limit(limit);
  return rows.map((row) => ({
    id: row.id,
    to: row.recipient,
    subject: row.subject,
    at: row.createdAt,
    ...("removed" in row.body ? { text: String(row.body.removed), link: undefined } : mailBody(row.body)),
  }));
}
