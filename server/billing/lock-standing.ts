import { and, asc, eq, notInArray, sql } from "drizzle-orm";
import { standings } from "@/db/schema";
import type { Context } from "../context";

export type LockedStanding = typeof standings.$inferSelect;

/**
 * Locks one standing that recording marked dirty, oldest first, passing over those another evaluator holds. Read use
 * only after this: what committed before the lock was had is seen, what commits later marks the standing dirty again
 * (docs/rules.md 4.4).
 * @param passOver standings that this run could not judge
 */
export async function lockDirtyStanding(
  ctx: Context,
  passOver: readonly string[] = [],
): Promise<LockedStanding | null> {
  const [row] = await ctx.tx
    .select()
    .from(standings)
    .where(and(eq(standings.dirty, true), passOver.length > 0 ? notInArray(standings.id, [...passOver]) : undefined))
    .orderBy(asc(standings.dirtyAt))
    .limit(1)
    .for("update", { skipLocked: true });
  return row ?? null;
}

/** Puts a dirty standing behind all others: one that cannot be judged must not stand before those that can. */
export async function postponeStanding(ctx: Context, standing: LockedStanding): Promise<void> {
  await ctx.tx
    .update(standings)
    .set({ dirtyAt: ctx.now })
    .where(
      and(eq(standings.customerId, standing.customerId), eq(standings.id, standing.id), eq(standings.dirty, true)),
    );
}

/**
 * Marks a customer's standings of a meter to be judged again, e.g. after a limit changed or a machine came to carry.
 */
export async function markLimitDirty(
  ctx: Context,
  input: { customerId: string; parameterId: string; at: Date },
): Promise<void> {
  await ctx.tx
    .update(standings)
    .set({ dirty: true, dirtyAt: input.at })
    .where(
      and(
        eq(standings.customerId, input.customerId),
        eq(standings.parameterId, input.parameterId),
        sql`${standings.windowStart} <= ${input.at.toISOString()}::timestamptz and ${standings.windowEnd} > ${input.at.toISOString()}::timestamptz`,
      ),
    );
}
