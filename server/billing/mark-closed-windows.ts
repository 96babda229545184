import { and, eq, exists, inArray, lte, type SQL, sql } from "drizzle-orm";
import { meters, standings, subscriptionParameters, subscriptions } from "@/db/schema";
import type { Context } from "../context";
import { graceMs } from "./engine-input";
import { ofItsSubscription } from "./limit-terms";

const grace = sql.raw(`interval '${graceMs / 60_000} minutes'`);

/**
 * Marks the standings that are settled at the close of their window and that no judgment has seen since (docs/rules.md
 * 3.8, 4.9): of averages and last values, and of offset billing. No record comes then that would mark them. Finds them
 * by the index standings_unfinished, which holds the same condition.
 * @returns how many became dirty
 */
export async function markClosedWindows(ctx: Context): Promise<number> {
  const judgedAtClose = await ctx.tx
    .select({ slug: meters.slug })
    .from(meters)
    .where(inArray(meters.aggregation, ["average", "last"]));
  const offsets = await ctx.tx
    .selectDistinct({ slug: subscriptionParameters.meter })
    .from(subscriptions)
    .innerJoin(subscriptionParameters, ofItsSubscription)
    .where(eq(subscriptions.mode, "offset"));
  const slugs = judgedAtClose.map(({ slug }) => slug);
  const others = offsets.map(({ slug }) => slug).filter((slug) => !slugs.includes(slug));
  return (await mark(ctx, slugs)) + (await mark(ctx, others, ofOffsetBilling(ctx)));
}

/** Whether a standing is of a subscription that uses offset billing. */
function ofOffsetBilling({ tx }: Context): SQL {
  return exists(
    tx
      .select({ id: subscriptions.id })
      .from(subscriptionParameters)
      .innerJoin(subscriptions, ofItsSubscription)
      .where(
        and(
          eq(subscriptionParameters.customerId, standings.customerId),
          eq(subscriptionParameters.id, standings.parameterId),
          eq(subscriptions.mode, "offset"),
        ),
      ),
  );
}

async function mark(ctx: Context, slugs: string[], which?: SQL): Promise<number> {
  if (slugs.length === 0) return 0;
  const marked = await ctx.tx
    .update(standings)
    .set({ dirty: true, dirtyAt: ctx.now })
    .where(
      and(
        sql`not ${standings.dirty}`,
        sql`(${standings.judgedAt} is null or ${standings.judgedAt} - ${standings.windowEnd} < ${grace})`,
        sql`${standings.meter} = any(${sql.param(slugs)})`,
        lte(standings.windowEnd, new Date(ctx.now.getTime() - graceMs)),
        which,
      ),
    )
    .returning({ id: standings.id });
  return marked.length;
}
