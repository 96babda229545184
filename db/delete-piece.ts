import { type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "./index";

/**
 * Deletes the first `limit` rows of a table in this order that fulfil the condition. The rows are reached by their
 * place in the table, so that the cost is that of finding them, however large the table. Locked rows are left.
 * @returns how many
 */
export async function deletePiece(
  tx: Tx,
  table: PgTable,
  { where, orderBy, limit }: { where: SQL | undefined; orderBy: SQL; limit: number },
): Promise<number> {
  const gone = await tx.execute(sql`
    delete from ${table} where ctid = any (array(
      select ctid from ${table} where ${where} order by ${orderBy} limit ${limit} for update of ${table} skip locked))
    returning 1`);
  return gone.length;
}
