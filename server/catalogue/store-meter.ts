import { eq } from "drizzle-orm";
import { meters } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { notFound } from "../errors";
import { filterText } from "./meter-filter";

export type Meter = typeof meters.$inferSelect;

/** A meter, locked until the transaction ends: no limit of it is added meanwhile. @throws not_found */
export async function lockedMeter({ tx }: Context, slug: string): Promise<Meter> {
  const [known] = await tx.select().from(meters).where(eq(meters.slug, slug)).for("update");
  if (!known) throw notFound("meter", slug);
  return known;
}

/** Writes what has changed of a meter. What may change is decided before (server/workflow/change-meter.ts). */
export async function storeMeter(ctx: Context, slug: string, change: Partial<Meter>): Promise<void> {
  await ctx.tx.update(meters).set(change).where(eq(meters.slug, slug));
  await recordAudit(ctx, {
    customerId: null,
    action: "meter.changed",
    subjectKind: "meter",
    subjectId: slug,
    detail: Object.fromEntries(
      Object.entries({
        ...change,
        ...(change.filter && { filter: filterText(change.filter) }),
        ...(change.dimensions && { dimensions: change.dimensions.join(", ") || null }),
      }).map(([name, value]) => [name, value === null ? "none" : String(value)]),
    ),
    topic: "usage",
  });
}
