import { and, desc, eq, gte, lt, type SQL } from "drizzle-orm";
import { auditEntries, customers } from "@/db/schema";
import type { Context } from "../context";

export type AuditFilter = {
  customerId?: string;
  action?: string;
  actorKind?: string;
  subjectId?: string;
  from?: Date;
  to?: Date;
  /** `seq` of the last row seen. */
  after?: bigint;
  limit?: number;
};

/** The audit log, newest first, paged by its sequence. The customer's role sees its own rows alone. */
export async function listAudit(ctx: Context, filter: AuditFilter) {
  const limit = Math.min(filter.limit ?? 50, 1000);
  const where: (SQL | undefined)[] = [
    filter.customerId ? eq(auditEntries.customerId, filter.customerId) : undefined,
    filter.action ? eq(auditEntries.action, filter.action) : undefined,
    filter.actorKind ? eq(auditEntries.actorKind, filter.actorKind) : undefined,
    filter.subjectId ? eq(auditEntries.subjectId, filter.subjectId) : undefined,
    filter.from ? gte(auditEntries.at, filter.from) : undefined,
    filter.to ? lt(auditEntries.at, filter.to) : undefined,
    filter.after !== undefined ? lt(auditEntries.seq, filter.after) : undefined,
  ];
  const rows = await ctx.tx
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
    })
    .from(auditEntries)
    .leftJoin(customers, eq(customers.id, auditEntries.customerId))
    .where(and(...where))
    .orderBy(desc(auditEntries.seq))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.seq?.toString() ?? null) : null };
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
