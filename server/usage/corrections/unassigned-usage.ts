import { and, asc, count, eq, gt, min, sql } from "drizzle-orm";
import { unassignedUsage } from "@/db/schema";
import type { Context } from "../../context";
import type { SourceKind } from "../states";

const named = sql<string | null>`${unassignedUsage.body}->>'customer'`;
const sentBy = sql<string | null>`${unassignedUsage.body}->>'sentBy'`;

/** The list is made of the records that wait longest, at most this many; those behind them follow as these go. */
const mostWaiting = 10_000;

/**
 * Use whose customer is not known, by its sender and the name given for the customer, longest waiting first: of the
 * 10,000 records that wait longest (`more`: others wait behind them). For the provider alone.
 */
export async function listUnassigned(ctx: Context) {
  const oldest = ctx.tx
    .select({
      sourceKind: unassignedUsage.sourceKind,
      source: unassignedUsage.source,
      named: named.as("named"),
      sentBy: sentBy.as("sent_by"),
      receivedAt: unassignedUsage.receivedAt,
    })
    .from(unassignedUsage)
    .orderBy(asc(unassignedUsage.id))
    .limit(mostWaiting)
    .as("oldest");
  const senders = await ctx.tx
    .select({
      sourceKind: oldest.sourceKind,
      source: oldest.source,
      named: oldest.named,
      sentBy: oldest.sentBy,
      rows: count(),
      since: min(oldest.receivedAt),
    })
    .from(oldest)
    .groupBy(oldest.sourceKind, oldest.source, oldest.named, oldest.sentBy)
    .orderBy(asc(min(oldest.receivedAt)), asc(oldest.source));
  return { senders, more: senders.reduce((sum, { rows }) => sum + rows, 0) >= mostWaiting };
}
export type UnassignedUse = Awaited<ReturnType<typeof listUnassigned>>["senders"][number];

/** The next thousand records of one sender under one name, by id. */
export async function waitingIds(
  ctx: Context,
  waiting: { sourceKind: SourceKind; source: string; named: string | null; sentBy: string | null; after: string },
): Promise<string[]> {
  const rows = await ctx.tx
    .select({ id: unassignedUsage.id })
    .from(unassignedUsage)
    .where(
      and(
        eq(unassignedUsage.sourceKind, waiting.sourceKind),
        eq(unassignedUsage.source, waiting.source),
        sql`${named} is not distinct from ${waiting.named}`,
        sql`${sentBy} is not distinct from ${waiting.sentBy}`,
        gt(unassignedUsage.id, waiting.after),
      ),
    )
    .orderBy(asc(unassignedUsage.id))
    .limit(1000);
  return rows.map(({ id }) => id);
}
