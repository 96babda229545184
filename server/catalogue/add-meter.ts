import { meters } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { holdMeter } from "./hold-meter";
import type { NewMeter } from "./input";
import { filterText } from "./meter-filter";

/**
 * Staff add a meter of the provider's own (docs/rules.md 3.15). Records of it that came before it was there are counted
 * by the next run of the job `unknownMeters`.
 * @throws conflict where a meter has the slug
 */
export async function addMeter(ctx: Context, meter: NewMeter): Promise<void> {
  await holdMeter(ctx, meter.slug);
  const added = await ctx.tx
    .insert(meters)
    .values({ ...meter, createdAt: ctx.now })
    .onConflictDoNothing()
    .returning({ slug: meters.slug });
  if (added.length === 0)
    throw new DomainError("conflict", `There is a meter ${meter.slug} already. Choose another slug.`);
  const { name, unit, kind, aggregation, filter, dimensions } = meter;
  await recordAudit(ctx, {
    customerId: null,
    action: "meter.added",
    subjectKind: "meter",
    subjectId: meter.slug,
    detail: {
      ...{ name, unit, kind, aggregation },
      ...(filter && { filter: filterText(filter) }),
      ...(dimensions.length > 0 && { dimensions: dimensions.join(", ") }),
    },
    topic: "usage",
  });
}
