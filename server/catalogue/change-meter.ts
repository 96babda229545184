import { eq } from "drizzle-orm";
import { meters } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { MeterChange } from "./input";

/**
 * Sets the plausible maximum of one record of a meter, in the meter's unit; null: none. It holds for records that come
 * from now on: those that are stored already do not change their fate (docs/rules.md 3.13).
 * @throws not_found
 */
export async function changeMeter(ctx: Context, { slug, plausibleRecord }: MeterChange): Promise<void> {
  const changed = await ctx.tx
    .update(meters)
    .set({ plausibleRecord })
    .where(eq(meters.slug, slug))
    .returning({ slug: meters.slug });
  if (changed.length === 0) throw notFound("meter", slug);
  await recordAudit(ctx, {
    customerId: null,
    action: "meter.changed",
    subjectKind: "meter",
    subjectId: slug,
    detail: { plausibleRecord: plausibleRecord ?? "none" },
    topic: "usage",
  });
}
