import { and, asc, lt } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { cronRuns } from "@/db/schema";
import type { Context } from "../context";
import { firstIdAt } from "../ids";

/** Deletes runs of jobs that started before this time, oldest first, at most `limit`. @returns how many */
export function pruneRuns({ tx }: Context, { before, limit }: { before: Date; limit: number }): Promise<number> {
  // Ids rise with time, and are made when a run ends: a run that began before `before` and ended later goes later.
  const where = and(lt(cronRuns.id, firstIdAt("cronRun", before)), lt(cronRuns.startedAt, before));
  return deletePiece(tx, cronRuns, { where, orderBy: asc(cronRuns.id), limit });
}
