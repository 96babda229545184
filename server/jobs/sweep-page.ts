import { eq } from "drizzle-orm";
import { sweepPositions } from "@/db/schema";
import type { Context } from "../context";

/**
 * The next page of a sweep over many rows in the order of their ids, so that each one's turn comes; after the last page
 * it begins anew. The position is the database's: it survives the process, and two sweeps at once take two pages.
 * @param pageAfter reads at most `size` rows whose id is greater than the given one
 */
export async function nextSweepPage<Row extends { id: string }>(
  ctx: Context,
  sweep: string,
  size: number,
  pageAfter: (after: string, size: number) => Promise<Row[]>,
): Promise<Row[]> {
  await ctx.tx.insert(sweepPositions).values({ sweep, position: "", movedAt: ctx.now }).onConflictDoNothing();
  const [at] = await ctx.tx.select().from(sweepPositions).where(eq(sweepPositions.sweep, sweep)).for("update");
  const rows = await pageAfter(at?.position ?? "", size);
  const position = rows.length < size ? "" : (rows.at(-1)?.id ?? "");
  await ctx.tx.update(sweepPositions).set({ position, movedAt: ctx.now }).where(eq(sweepPositions.sweep, sweep));
  return rows;
}
