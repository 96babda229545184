import { count, sql } from "drizzle-orm";
import { installationLinks } from "@/db/schema";
import type { Context } from "../context";

/** How many installation links there are, can be used, and of those end within a day. */
export async function linkCounts(ctx: Context): Promise<{ all: number; open: number; soon: number }> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const open = sql`${installationLinks.revokedAt} is null and ${installationLinks.expiresAt} > ${now}
    and ${installationLinks.uses} < ${installationLinks.usesMax}`;
  const [row] = await ctx.tx
    .select({
      all: count(),
      open: sql<number>`count(*) filter (where ${open})::int`,
      soon: sql<number>`count(*) filter (where ${open} and ${installationLinks.expiresAt} < ${now} + interval '1 day')::int`,
    })
    .from(installationLinks);
  return row ?? { all: 0, open: 0, soon: 0 };
}
