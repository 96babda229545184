import { usageAuthorities } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { newId } from "../../ids";
import type { SourceKind } from "../states";

/** Staff decide whose figures count from a time on. Records that are stored already do not change their fate. */
export async function setAuthority(
  ctx: Context,
  input: { customerId: string; cloudId: string; meter: string; sourceKind: SourceKind; validFrom: Date },
): Promise<void> {
  const { customerId, cloudId, meter, sourceKind, validFrom } = input;
  const [row] = await ctx.tx
    .insert(usageAuthorities)
    .values({ ...input, id: newId("usageAuthority", ctx.now), setBy: ctx.actor.label, createdAt: ctx.now })
    .onConflictDoUpdate({
      target: [
        usageAuthorities.customerId,
        usageAuthorities.cloudId,
        usageAuthorities.meter,
        usageAuthorities.validFrom,
      ],
      set: { sourceKind, setBy: ctx.actor.label, createdAt: ctx.now },
    })
    .returning({ id: usageAuthorities.id });
  await recordAudit(ctx, {
    customerId,
    action: "usage_authority.set",
    subjectKind: "usage_authority",
    subjectId: row?.id ?? "",
    detail: { cloud: cloudId, meter, sourceKind, from: validFrom.toISOString() },
    topic: "usage",
  });
}
