import { asc, lt } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { requestLimits } from "@/db/schema";
import type { Context } from "../context";

/** Deletes what was counted in windows that ended before. @returns how many */
export const pruneLimits = (ctx: Context, { before, limit }: { before: Date; limit: number }): Promise<number> =>
  deletePiece(ctx.tx, requestLimits, {
    where: lt(requestLimits.expire, before.getTime()),
    orderBy: asc(requestLimits.expire),
    limit,
  });
