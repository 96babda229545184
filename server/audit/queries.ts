import { and, eq, inArray, sql } from "drizzle-orm";
import { auditEntries, customers } from "@/db/schema";
import type { Context } from "../context";
import { pageOf, type Sort } from "../pagination";
import type { AuditQuery } from "./input";

const newest: Sort = { name: "newest", keys: [{ by: auditEntries.seq, as: "bigint" }], descending: true };

/** A page of the audit log, newest first. The customer's role sees its own rows alone. */
export async function listAudit(ctx: Context, filter: AuditQuery) {
  const { customerId, action, search, actorKind, subjectId } = filter;
  const where = and(
    customerId ? eq(auditEntries.customerId, customerId) : undefined,
    action ? eq(auditEntries.action, action) : undefined,
    search ? inArray(auditEntries.action, await actionsWith(ctx, search)) : undefined,
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

/**
 * The actions of the log whose name holds all of the words. There are about a hundred names among any number of
 * entries: each is found by one step on the index, and the log is not read.
 */
async function actionsWith(ctx: Context, text: string): Promise<string[]> {
  const rows = await ctx.tx.execute<{ action: string | null }>(sql`
    with recursive names (action) as (
      (select action from audit_entries order by action limit 1)
      union all
      select (select a.action from audit_entries a where a.action > names.action order by a.action limit 1)
        from names where names.action is not null
    )
    select action from names where action is not null`);
  const words = text
    .toLowerCase()
    .split(/[\s._]+/)
    .filter(Boolean);
  const fits = (name: string) => words.every((word) => name.includes(word));
  return rows.flatMap(({ action }) => (action !== null && fits(action) ? [action] : []));
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
