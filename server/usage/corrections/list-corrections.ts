import { and, eq, getTableColumns } from "drizzle-orm";
import { customers, usageCorrections } from "@/db/schema";
import type { Context } from "../../context";
import { notFound } from "../../errors";
import { type Page, pageOf, type Sort } from "../../pagination";

/** A correction, with the name of its customer. */
export type Correction = typeof usageCorrections.$inferSelect & { customerName: string };

const newest: Sort = { name: "newest", keys: [{ by: usageCorrections.id, as: "text" }], descending: true };

/** A correction by its id. @throws not_found */
export async function correctionById({ tx }: Context, id: string): Promise<Correction> {
  const [row] = await tx
    .select({ ...getTableColumns(usageCorrections), customerName: customers.name })
    .from(usageCorrections)
    .innerJoin(customers, eq(customers.id, usageCorrections.customerId))
    .where(eq(usageCorrections.id, id));
  if (!row) throw notFound("usage correction", id);
  return row;
}

/**
 * A page of corrections, newest first: one customer's, or everybody's.
 * @throws invalid_input for a cursor that no page gave
 */
export function listCorrections(
  ctx: Context,
  query: { customerId?: string | undefined; cursor?: string | null | undefined; limit: number },
): Promise<Page<Correction>> {
  const { customerId } = query;
  return pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(usageCorrections), customerName: customers.name, place })
        .from(usageCorrections)
        .innerJoin(customers, eq(customers.id, usageCorrections.customerId))
        .where(customerId === undefined ? after : and(eq(usageCorrections.customerId, customerId), after))
        .orderBy(order)
        .limit(limit),
  });
}
