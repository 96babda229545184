import { and, eq } from "drizzle-orm";
import { auditEntries, customers } from "@/db/schema";
import type { Context } from "../context";
import { pageOf, type Sort } from "../pagination";
import type { AuditQuery } from "./input";

const newest: Sort = { name: "newest", keys: [{ by: auditEntries.seq, as: "bigint" }], descending: true };

/** A page of the audit log, newest first. The customer's role sees its own rows alone. */
export function listAudit(ctx: Context, filter: AuditQuery) {
  const { customerId, action, actorKind, subjectId } = filter;
  const where = and(
    customerId ? eq(auditEntries.customerId, customerId) : undefined,
    action ? eq(auditEntries.action, action) : undefined,
    actorKind ? eq(auditEntries.actorKind, actorKind) : undefined,
    subjectId ? eq(auditEntries.subjectId, subjectId) : undefined,
  );
  return pageOf({
    cursor: filter.cursor,
    limit: filter.limit,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({
          id: auditEntries.id,
          seq: auditEntries.seq,
          at: auditEntries.at,
          customerId: auditEntries.customerId,
          customerName: customers.name,
          actorKind: auditEntries.actorKind,
          actorId: auditEntries.actorId,
          actorLabel: auditEntries.actorLabel,
          action: auditEntries.action,
          subjectKind: auditEntries.subjectKind,
          subjectId: auditEntries.subjectId,
          detail: auditEntries.detail,
          requestId: auditEntries.requestId,
          place,
        })
        .from(auditEntries)
        .leftJoin(customers, eq(customers.id, auditEntries.customerId))
        .where(and(where, after))
        .orderBy(order)
        .limit(limit),
  });
}

/** What happened to one thing, in the order it happened. */
export function auditOf(ctx: Context, subjectKind: string, subjectId: string) {
  return ctx.tx
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.subjectKind, subjectKind), eq(auditEntries.subjectId, subjectId)))
    .orderBy(auditEntries.seq)
    .limit(500);
}
