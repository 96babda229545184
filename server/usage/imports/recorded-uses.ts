import { and, eq, ne, sql } from "drizzle-orm";
import { usageImportRecords, usageImports, usageImportUses } from "@/db/schema";
import type { Context } from "../../context";
import type { BilledBy } from "./focus-row";

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

/** A row of a file and the record that it became, or that it repeats. */
export type RecordedRow = BilledBy & { digest: string; endedAt: Date; use: string };

/** Notes the rows that these records are. What another import has noted stays. */
export async function noteRecords(
  ctx: Context,
  {
    customerId,
    importId,
    cloudId,
    rows,
  }: { customerId: string; importId: string; cloudId: string; rows: readonly RecordedRow[] },
): Promise<void> {
  if (rows.length === 0) return;
  const values = [...new Map(rows.map((row) => [row.digest, row])).values()]
    .sort((a, b) => (a.digest < b.digest ? -1 : 1))
    .map(({ digest, endedAt, use, account: billingAccount, period: periodStart }) => ({
      ...{ customerId, digest, endedAt, use, importId, cloudId, billingAccount, periodStart },
    }));
  await ctx.tx.insert(usageImportRecords).values(values).onConflictDoNothing();
}
