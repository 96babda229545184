import type { AuditQuery } from "../audit/input";
import { listAudit } from "../audit/queries";
import type { Context } from "../context";
import { namedMeters, namedThings } from "./named-things";

/** A page of the audit log, with the names of what its entries are about, who acted, and what their details name. */
export async function auditLog(ctx: Context, filter: AuditQuery) {
  const page = await listAudit(ctx, filter);
  const ids = page.rows.flatMap((row) => [
    row.customerId ?? "",
    row.subjectId,
    row.actorId,
    ...Object.values(row.detail),
  ]);
  const slugs = page.rows.flatMap(({ subjectKind, subjectId, detail: { meter } }) => [
    ...(subjectKind === "meter" ? [subjectId] : []),
    ...(meter ? [meter] : []),
  ]);
  return { ...page, things: { ...(await namedMeters(ctx, slugs)), ...(await namedThings(ctx, ids)) } };
}
