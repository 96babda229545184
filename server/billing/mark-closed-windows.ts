import { and, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { meters, standings } from "@/db/schema";
import type { Context } from "../context";
import { graceMs } from "./engine-input";

/**
 * Marks the standings whose window has closed, with its grace, and that nobody has judged since, where the meter's
 * average or last value is what counts: such a figure is judged when the window closes (docs/rules.md 3.8), and no
 * record comes then to say so.
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
        eq(standings.dirty, false),
        sql`${standings.meter} = any(${sql.param(judgedAtClose.map(({ slug }) => slug))})`,
        lte(standings.windowEnd, new Date(ctx.now.getTime() - graceMs)),
        or(
          isNull(standings.judgedAt),
          sql`${standings.judgedAt} < ${standings.windowEnd} + make_interval(secs => ${graceMs / 1000})`,
        ),
      ),
    )
    .returning({ id: standings.id });
  return marked.length;
}
