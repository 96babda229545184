import { and, desc, eq } from "drizzle-orm";
import { type StandingFigures, standings } from "@/db/schema";
import { runsAt } from "../../billing/lock-standing";
import type { Context } from "../../context";
import type { Claim } from "../claim";

/**
 * The standing of the window that runs now, locked: the event's own, or a later one if the machine came late. null
 * unless committed use was judged since this overflow changed last.
 */
export async function standingNow(
  ctx: Context,
  { overflow, parameter }: Claim,
): Promise<{ figures: StandingFigures } | null> {
  const [standing] = await ctx.tx
    .select()
    .from(standings)
    .where(and(eq(standings.customerId, overflow.customerId), eq(standings.parameterId, parameter.id), runsAt(ctx.now)))
    .orderBy(desc(standings.windowStart))
    .limit(1)
    .for("update");
  if (!standing?.figures || standing.dirty || !standing.judgedAt || standing.judgedAt < overflow.changedAt) return null;
  return { figures: standing.figures };
}
