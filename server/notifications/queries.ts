import { and, asc, count, desc, eq, inArray } from "drizzle-orm";
import { customers, notices } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { pageOf, type Sort } from "../pagination";
import { noticesIn, undelivered } from "./conditions";
import type { NoticeQuery } from "./input";
import { type MailBody, mailBody } from "./mail-body";

const newest: Sort = { name: "newest", keys: [{ by: notices.id, as: "text" }], descending: true };

/** A page of the outbox, newest first, without bodies: they may hold a credential. */
export function listNotices(ctx: Context, filter: NoticeQuery) {
  const { kind, state } = filter;
  const where = and(kind ? eq(notices.kind, kind) : undefined, state ? noticesIn[state] : undefined);
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
          refusedAt: notices.refusedAt,
          dismissedAt: notices.dismissedAt,
          dismissedBy: notices.dismissedBy,
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

/** How many notices are not settled; of these, how many failed and are tried again, and how many were refused. */
export async function openNotices(ctx: Context): Promise<{ open: number; failing: number; refused: number }> {
  const number = async (where: typeof undelivered) =>
    (await ctx.tx.select({ n: count() }).from(notices).where(where))[0]?.n ?? 0;
  return {
    open: await number(undelivered),
    failing: await number(noticesIn.failing),
    refused: await number(noticesIn.refused),
  };
}

/** The newest mail that was refused for good and is not settled, by the recipient's address. */
export async function refusedMails(ctx: Context, recipients: string[]) {
  if (recipients.length === 0) return new Map<string, RefusedMail>();
  const rows = await ctx.tx
    .select({
      id: notices.id,
      recipient: notices.recipient,
      subject: notices.subject,
      error: notices.error,
      refusedAt: notices.refusedAt,
    })
    .from(notices)
    .where(and(eq(notices.kind, "mail"), inArray(notices.recipient, recipients), noticesIn.refused))
    .orderBy(asc(notices.id));
  return new Map(
    rows.flatMap(({ recipient, refusedAt, error, ...row }) =>
      refusedAt ? [[recipient, { ...row, at: refusedAt, reason: error ?? "" }] as const] : [],
    ),
  );
}
export type RefusedMail = { id: string; subject: string; reason: string; at: Date };

/** One mail, opened. The caller checks that this is a demo. @throws not_found, also where its body was removed */
export async function mailById(ctx: Context, id: string): Promise<{ subject: string; body: MailBody }> {
  const [row] = await ctx.tx
    .select()
    .from(notices)
    .where(and(eq(notices.id, id), eq(notices.kind, "mail")));
  const body = row && mailBody(row.body);
  if (!body) throw notFound("mail", id);
  return { subject: row.subject, body };
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
    ...(mailBody(row.body) ?? { text: String(row.body.removed) }),
  }));
}
