import { and, asc, count, eq, gt, min, sql } from "drizzle-orm";
import { unassignedUsage } from "@/db/schema";
import type { Context } from "../../context";
import type { SourceKind } from "../states";

const named = sql<string | null>`${unassignedUsage.body}->>'customer'`;
const sentBy = sql<string | null>`${unassignedUsage.body}->>'sentBy'`;

/**
 * Use whose customer is not known, by its sender and the name given for the customer, longest waiting first. For the
 * provider alone.
 */
export function listUnassigned(ctx: Context, { limit = 100 }: { limit?: number } = {}) {
  return ctx.tx
    .select({
      sourceKind: unassignedUsage.sourceKind,
      source: unassignedUsage.source,
      named,
      sentBy,
      rows: count(),
      since: min(unassignedUsage.receivedAt),
    })
    .from(unassignedUsage)
    .groupBy(unassignedUsage.sourceKind, unassignedUsage.source, named, sentBy)
    .orderBy(asc(min(unassignedUsage.receivedAt)), asc(unassignedUsage.source))
    .limit(limit);
}
export type UnassignedUse = Awaited<ReturnType<typeof listUnassigned>>[number];

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
