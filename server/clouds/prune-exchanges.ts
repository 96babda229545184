import { and, asc, eq, isNull, lt } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { cloudExchanges } from "@/db/schema";
import type { Context } from "../context";

/** Exchanges that may go, by what they are about. The others are evidence of an overflow or a billing event. */
export type PrunableSubject = "cloud" | "machine" | "none";

/**
 * Deletes exchanges about a cloud (polls), about a machine, or about nothing (tests of a connection) that started
 * before this time, oldest first, at most `limit`.
 * @returns how many
 */
export function pruneExchanges(
  { tx }: Context,
  { about, before, limit }: { about: PrunableSubject; before: Date; limit: number },
): Promise<number> {
  const kind = about === "none" ? isNull(cloudExchanges.subjectKind) : eq(cloudExchanges.subjectKind, about);
  const where = and(kind, lt(cloudExchanges.startedAt, before));
  return deletePiece(tx, cloudExchanges, { where, orderBy: asc(cloudExchanges.startedAt), limit });
}
