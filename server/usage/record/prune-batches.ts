import { and, asc, lt } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { usageBatches } from "@/db/schema";
import type { Context } from "../../context";
import { firstIdAt } from "../../ids";

/**
 * Deletes receipts of batches that were received before this time, oldest first, at most `limit`. The records stay, and
 * their counts stand in the audit log.
 * @returns how many
 */
export function pruneBatches({ tx }: Context, { before, limit }: { before: Date; limit: number }): Promise<number> {
  // Ids rise with time: the primary key finds the oldest without an index on the time.
  const where = and(lt(usageBatches.id, firstIdAt("usageBatch", before)), lt(usageBatches.receivedAt, before));
  return deletePiece(tx, usageBatches, { where, orderBy: asc(usageBatches.id), limit });
}
