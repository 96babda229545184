import { and, eq, ne, sql } from "drizzle-orm";
import { usageImports, usageImportUses } from "@/db/schema";
import type { Context } from "../../context";

/** Uses of a file, and the import that reads it. A use is a hash of what identifies it, without its quantity. */
type Of = { customerId: string; importId: string; uses: readonly string[] };

/** Of these uses, those that another import has recorded and finished. */
export async function recordedElsewhere(ctx: Context, { customerId, importId, uses }: Of): Promise<Set<string>> {
  if (uses.length === 0) return new Set();
  const rows = await ctx.tx
    .select({ use: usageImportUses.use })
    .from(usageImportUses)
    .innerJoin(
      usageImports,
      and(eq(usageImports.customerId, usageImportUses.customerId), eq(usageImports.id, usageImportUses.importId)),
    )
    .where(
      and(
        eq(usageImportUses.customerId, customerId),
        sql`${usageImportUses.use} = any(${sql.param(uses)}::uuid[])`,
        ne(usageImportUses.importId, importId),
        eq(usageImports.state, "finished"),
      ),
    );
  return new Set(rows.map(({ use }) => use));
}

/** Notes that an import records these uses. What an import that did not finish has noted becomes this one's. */
export async function noteUses(ctx: Context, { customerId, importId, uses }: Of): Promise<void> {
  if (uses.length === 0) return;
  // Sorted, so that two imports at once cannot wait for each other.
  const values = [...new Set(uses)].sort().map((use) => ({ customerId, use, importId }));
  await ctx.tx
    .insert(usageImportUses)
    .values(values)
    .onConflictDoUpdate({
      target: [usageImportUses.customerId, usageImportUses.use],
      set: { importId },
      setWhere: sql`not exists (select from ${usageImports} where ${usageImports.customerId} = ${usageImportUses.customerId}
        and ${usageImports.id} = ${usageImportUses.importId} and ${usageImports.state} = 'finished')`,
    });
}
