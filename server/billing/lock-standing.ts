import { and, asc, eq, gt, isNotNull, isNull, lt, lte, notInArray, or } from "drizzle-orm";
import { standings } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import type { Context } from "../context";
import { notFound } from "../errors";
import { passed } from "../set-back";

export type LockedStanding = typeof standings.$inferSelect;

/** Standings whose window runs at an instant. */
export const runsAt = (at: Date) => and(lte(standings.windowStart, at), gt(standings.windowEnd, at));

/** No standing that could not be judged waits longer for its next try. */
const longestWaitMs = 300_000;

/** When a standing that could not be judged for the n-th time (from 1) is tried again: 2 s, doubling, at most 5 min. */
function nextTry(now: Date, tries: number): Date {
  return new Date(now.getTime() + Math.min(longestWaitMs, 1_000 * 2 ** Math.min(tries, 10)));
}

/** A customer's windows that began before an instant. */
export type WindowsBefore = { customerId: string; before: Date };
const of = ({ customerId, before }: WindowsBefore) =>
  and(eq(standings.customerId, customerId), lt(standings.windowStart, before));

/** How many of these windows wait to be judged, once those that evaluators hold are done with. */
export async function countDirty({ tx }: Context, windows: WindowsBefore): Promise<number> {
  const waiting = await tx
    .select({ id: standings.id })
    .from(standings)
    .where(and(eq(standings.dirty, true), of(windows)))
    .orderBy(asc(standings.id))
    .for("update");
  return waiting.length;
}

/** How many of these windows cannot be judged at the moment (docs/rules.md 4.13). */
export async function countFailing({ tx }: Context, windows: WindowsBefore): Promise<number> {
  return tx.$count(standings, and(isNotNull(standings.failure), of(windows)));
}

/**
 * Locks standings that recording marked dirty, oldest first, passing over those another evaluator holds and those that
 * could not be judged and whose next try is not due. Read use only after this: what committed before the lock was had
 * is seen, what commits later marks the standing dirty again (docs/rules.md 4.4).
 * @param of.passOver standings that this run leaves to the next; only: these windows alone
 */
export async function lockDirtyStandings(
  ctx: Context,
  { most, passOver = [], only }: { most: number; passOver?: readonly string[]; only?: WindowsBefore | undefined },
): Promise<LockedStanding[]> {
  return ctx.tx
    .select()
    .from(standings)
    .where(
      and(
        eq(standings.dirty, true),
        only && of(only),
        or(isNull(standings.nextTryAt), passed(standings.nextTryAt, ctx.now, longestWaitMs)),
        passOver.length > 0 ? notInArray(standings.id, [...passOver]) : undefined,
      ),
    )
    .orderBy(asc(standings.dirtyAt))
    .limit(most)
    .for("update", { skipLocked: true });
}

/** The standing of a limit's window, locked; whoever judges it waits. @throws not_found */
export async function lockStandingOf(
  { tx }: Context,
  { customerId, parameterId, windowStart }: Pick<LockedStanding, "customerId" | "parameterId" | "windowStart">,
): Promise<LockedStanding> {
  const [row] = await tx
    .select()
    .from(standings)
    .where(
      and(
        eq(standings.customerId, customerId),
        eq(standings.parameterId, parameterId),
        eq(standings.windowStart, windowStart),
      ),
    )
    .for("update");
  if (!row) throw notFound("standing of that window in the limit", parameterId);
  return row;
}

/** One standing, locked; null while another judges it. @param isDirty only as long as it waits to be judged */
export async function lockUnlessHeld(
  { tx }: Context,
  { customerId, id }: Pick<LockedStanding, "customerId" | "id">,
  { isDirty = false }: { isDirty?: boolean } = {},
): Promise<LockedStanding | null> {
  const [row] = await tx
    .select()
    .from(standings)
    .where(
      and(eq(standings.customerId, customerId), eq(standings.id, id), isDirty ? eq(standings.dirty, true) : undefined),
    )
    .for("update", { skipLocked: true });
  return row ?? null;
}

/** Has a locked standing judged once more. */
export async function judgeAgain(ctx: Context, { customerId, id }: LockedStanding): Promise<void> {
  await ctx.tx
    .update(standings)
    .set({ dirty: true, dirtyAt: ctx.now, nextTryAt: null })
    .where(and(eq(standings.customerId, customerId), eq(standings.id, id)));
}

/** Notes that the correction of a standing's use is settled, and has it judged once more. */
export async function settleCorrection(ctx: Context, { customerId, id }: LockedStanding): Promise<void> {
  await ctx.tx
    .update(standings)
    .set({ correctedAt: null, dirty: true, dirtyAt: ctx.now })
    .where(and(eq(standings.customerId, customerId), eq(standings.id, id)));
}

/**
 * Stores that a standing could not be judged, and when it is tried again. It stays dirty and stands before none.
 * @param sentence why, for staff; without anything internal
 */
export async function recordJudgingFailure(ctx: Context, standing: LockedStanding, sentence: string): Promise<void> {
  const at = ctx.now.toISOString();
  const tries = (standing.failure?.tries ?? 0) + 1;
  const since = standing.failure?.since ?? at;
  await ctx.tx
    .update(standings)
    .set({ failure: { since, at, tries, sentence, requestId: ctx.requestId }, nextTryAt: nextTry(ctx.now, tries) })
    .where(
      and(eq(standings.customerId, standing.customerId), eq(standings.id, standing.id), eq(standings.dirty, true)),
    );
  if (tries === 1) await announceChange(ctx, "billing", standing.customerId);
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
    .set({ dirty: true, dirtyAt: input.at, nextTryAt: null })
    .where(
      and(eq(standings.customerId, input.customerId), eq(standings.parameterId, input.parameterId), runsAt(input.at)),
    );
}
