import { and, inArray, lte, sql } from "drizzle-orm";
import { meters, standings } from "@/db/schema";
import type { Context } from "../context";
import { graceMs } from "./engine-input";

const grace = sql.raw(`interval '${graceMs / 60_000} minutes'`);

/**
 * Marks the standings of averages and last values whose window has closed with its grace and that no judgment has seen
 * since (docs/rules.md 3.8): no record comes then that would mark them. Finds them by the index standings_unfinished,
 * which holds the same condition.
 * @returns how many became dirty
 */
export async function markClosedWindows(ctx: Context): Promise<number> {
  const judgedAtClose = await ctx.tx
    .select({ slug: meters.slug })
    .from(meters)
    .where(inArray(meters.aggregation, ["average", "last"]));
  if (judgedAtClose.length === 0) return 0;
  const marked = await ctx.tx
    .update(standings)
    .set({ dirty: true, dirtyAt: ctx.now })
    .where(
      and(
        sql`not ${standings.dirty}`,
        sql`(${standings.judgedAt} is null or ${standings.judgedAt} - ${standings.windowEnd} < ${grace})`,
        sql`${standings.meter} = any(${sql.param(judgedAtClose.map(({ slug }) => slug))})`,
        lte(standings.windowEnd, new Date(ctx.now.getTime() - graceMs)),
      ),
    )
    .returning({ id: standings.id });
  return marked.length;
}
