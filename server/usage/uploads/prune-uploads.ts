import { and, asc, inArray, isNull, lt } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { usageUploads } from "@/db/schema";
import type { Context } from "../../context";
import { uploadStates, workedUploadStates } from "../states";

/**
 * Deletes uploads, with their content, that nothing has happened to since this time: those that came in part alone,
 * were never confirmed, failed, or are imported.
 * @returns how many
 */
export function pruneUploads({ tx }: Context, { before, limit }: { before: Date; limit: number }): Promise<number> {
  const resting = uploadStates.filter((state) => !workedUploadStates.some((worked) => worked === state));
  const where = and(
    inArray(usageUploads.state, resting),
    lt(usageUploads.changedAt, before),
    isNull(usageUploads.claimedUntil),
  );
  return deletePiece(tx, usageUploads, { where, orderBy: asc(usageUploads.changedAt), limit });
}
