import { asc, lt } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { idempotentRequests } from "@/db/schema";
import type { Context } from "../context";

/** Deletes requests that were made before this time, at most `limit`. @returns how many */
export function pruneRequests({ tx, now }: Context, { limit }: { before: Date; limit: number }): Promise<number> {
  const where = lt(idempotentRequests.expiresAt, now);
  return deletePiece(tx, idempotentRequests, { where, orderBy: asc(idempotentRequests.expiresAt), limit });
}
