import { and, eq, getTableColumns, type SQL } from "drizzle-orm";
import { charges, statementLines, statements } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type Page, pageOf, type Sort } from "../pagination";

/** A charge with the statement that it stands on; `number` null: its month has no statement yet. */
export type ListedCharge = typeof charges.$inferSelect & { statementId: string; number: string | null };

const newest: Sort = { name: "newest", keys: [{ by: charges.id, as: "text" }], descending: true };

const columns = { ...getTableColumns(charges), statementId: statementLines.statementId, number: statements.number };

/** Charges of a customer with their statements; `more` are further columns. */
const chargesOf = <More extends Record<string, SQL>>(
  { tx }: Context,
  customerId: string,
  where: SQL | undefined,
  more: More,
) =>
  tx
    .select({ ...columns, ...more })
    .from(charges)
    .innerJoin(
      statementLines,
      and(eq(statementLines.customerId, charges.customerId), eq(statementLines.id, charges.lineId)),
    )
    .innerJoin(
      statements,
      and(eq(statements.customerId, charges.customerId), eq(statements.id, statementLines.statementId)),
    )
    .where(and(eq(charges.customerId, customerId), where));

/** A customer's charges for use, newest first. @throws invalid_input for a cursor that no page gave */
export function listCharges(
  ctx: Context,
  { customerId, cursor, limit }: { customerId: string; cursor?: string | null | undefined; limit: number },
): Promise<Page<ListedCharge>> {
  return pageOf({
    ...{ cursor, limit, sort: newest },
    read: ({ after, order, limit, place }) => chargesOf(ctx, customerId, after, { place }).orderBy(order).limit(limit),
  });
}

/** One charge of a customer. @throws not_found */
export async function chargeById(
  ctx: Context,
  { customerId, id }: { customerId: string; id: string },
): Promise<ListedCharge> {
  const [row] = await chargesOf(ctx, customerId, eq(charges.id, id), {});
  if (!row) throw notFound("charge", id);
  return row;
}
