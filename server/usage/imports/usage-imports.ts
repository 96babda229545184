import { and, eq, getTableColumns } from "drizzle-orm";
import { customers, usageImportRows, usageImports } from "@/db/schema";
import type { Context } from "../../context";
import { notFound } from "../../errors";
import { pageOf, type Sort } from "../../pagination";
import type { ImportQuery, ImportRowQuery } from "./input";

const newest: Sort = { name: "newest", keys: [{ by: usageImports.id, as: "text" }], descending: true };
const inFile: Sort = { name: "file", keys: [{ by: usageImportRows.rowNumber, as: "integer" }], descending: false };

/** A page of imported files, newest first. @throws invalid_input for a cursor that no page gave */
export function listImports(ctx: Context, { customerId, ...query }: ImportQuery & { customerId?: string | undefined }) {
  return pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(usageImports), customerName: customers.name, place })
        .from(usageImports)
        .innerJoin(customers, eq(customers.id, usageImports.customerId))
        .where(and(customerId === undefined ? undefined : eq(usageImports.customerId, customerId), after))
        .orderBy(order)
        .limit(limit),
  });
}

/** An imported file, with the name of its customer. */
export type ImportRow = typeof usageImports.$inferSelect & { customerName: string };

/** One imported file; the customer's role finds its own alone. @throws not_found */
export async function importById(ctx: Context, id: string): Promise<ImportRow> {
  const [found] = await ctx.tx
    .select({ ...getTableColumns(usageImports), customerName: customers.name })
    .from(usageImports)
    .innerJoin(customers, eq(customers.id, usageImports.customerId))
    .where(eq(usageImports.id, id));
  if (!found) throw notFound("import", id);
  return found;
}

/** Whether an import of this id is done. */
export async function importIsFinished({ tx }: Context, id: string): Promise<boolean> {
  const [found] = await tx.select({ state: usageImports.state }).from(usageImports).where(eq(usageImports.id, id));
  return found?.state === "finished";
}

/**
 * A page of a file's rows that were not counted, in the file's order, with their reasons.
 * @throws not_found; invalid_input for a cursor that no page gave
 */
export async function listImportRows(ctx: Context, { importId, reason, ...query }: ImportRowQuery) {
  const found = await importById(ctx, importId);
  const page = await pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: inFile,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(usageImportRows), place })
        .from(usageImportRows)
        .where(
          and(
            eq(usageImportRows.customerId, found.customerId),
            eq(usageImportRows.importId, importId),
            reason === undefined ? undefined : eq(usageImportRows.reason, reason),
            after,
          ),
        )
        .orderBy(order)
        .limit(limit),
  });
  return { import: found, ...page };
}

/** One row of a file that was not counted, by its number in the file. @throws not_found */
export async function importRow(
  ctx: Context,
  { importId, rowNumber }: { importId: string; rowNumber: number },
): Promise<typeof usageImportRows.$inferSelect> {
  const { customerId } = await importById(ctx, importId);
  const [row] = await ctx.tx
    .select()
    .from(usageImportRows)
    .where(
      and(
        eq(usageImportRows.customerId, customerId),
        eq(usageImportRows.importId, importId),
        eq(usageImportRows.rowNumber, rowNumber),
      ),
    );
  if (!row) throw notFound("listed row", `${rowNumber}`);
  return row;
}
