import { asc, lt } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { endedSessions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import type { SessionKeys } from "./current-user";

/** Ends one session of a person at once, in every process: its cookie opens nothing from then on. */
export async function endSession(ctx: Context, { userId, sessionId, until }: SessionKeys): Promise<void> {
  const ended = await ctx.tx
    .insert(endedSessions)
    .values({ id: sessionId, endedAt: ctx.now, expiresAt: new Date(until * 1000) })
    .onConflictDoNothing()
    .returning({ id: endedSessions.id });
  if (ended.length === 0) return;
  await recordAudit(ctx, {
    customerId: null,
    action: "user.signed_out",
    subjectKind: "user",
    subjectId: userId,
    topic: "identity",
  });
}

/** Deletes ended sessions whose cookies have expired. @returns how many */
export const pruneEndedSessions = (ctx: Context, { before, limit }: { before: Date; limit: number }): Promise<number> =>
  deletePiece(ctx.tx, endedSessions, {
    where: lt(endedSessions.expiresAt, before),
    orderBy: asc(endedSessions.expiresAt),
    limit,
  });
