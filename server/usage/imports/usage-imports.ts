import { and, asc, desc, eq, gt, lt } from "drizzle-orm";
import { usageImportRows, usageImports } from "@/db/schema";
import type { Context } from "../../context";
import { notFound } from "../../errors";

/** Imported files, newest first. `after` is the id of the last one of the page before. */
export async function listImports(
  ctx: Context,
  { customerId, after, limit = 50 }: { customerId?: string | undefined; after?: string | undefined; limit?: number },
) {
  const rows = await ctx.tx
    .select()
    .from(usageImports)
    .where(
      and(
        customerId === undefined ? undefined : eq(usageImports.customerId, customerId),
        after === undefined ? undefined : lt(usageImports.id, after),
      ),
    )
    .orderBy(desc(usageImports.id))
    .limit(limit + 1);
  return { imports: rows.slice(0, limit), next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null };
}

/**
 * Rows of a file that were not counted, in the file's order, with their reasons; `after` is the last row number seen.
 * @throws not_found
 */
export async function listImportRows(
  ctx: Context,
  {
    importId,
    reason,
    after = 0,
    limit = 100,
  }: { importId: string; reason?: string | undefined; after?: number; limit?: number },
) {
  const [found] = await ctx.tx.select().from(usageImports).where(eq(usageImports.id, importId));
  if (!found) throw notFound("import", importId);
  const rows = await ctx.tx
    .select()
    .from(usageImportRows)
    .where(
      and(
        eq(usageImportRows.customerId, found.customerId),
        eq(usageImportRows.importId, importId),
        reason === undefined ? undefined : eq(usageImportRows.reason, reason),
        gt(usageImportRows.rowNumber, after),
      ),
    )
    .orderBy(asc(usageImportRows.rowNumber))
    .limit(limit + 1);
  return {
    import: found,
    rows: rows.slice(0, limit),
    next: rows.length > limit ? (rows[limit - 1]?.rowNumber ?? null) : null,
  };
}
