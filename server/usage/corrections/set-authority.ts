import { and, asc, eq, gt } from "drizzle-orm";
import { usageAuthorities } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { withinAYear } from "../../billing/change-limit";
import { cloudByName } from "../../clouds/queries";
import type { Context } from "../../context";
import { newId } from "../../ids";
import { meterBySlug } from "../questions/scope";
import { judgedBy } from "../record/judge-records";
import { knownOfRecords } from "../rollups/known-of-records";
import { onPremises, shadowedReason } from "../rules";
import type { SourceKind } from "../states";
import { usageStore } from "../store/usage-store";
import { type Corrected, recordsPerCorrection, writeCorrection } from "./make-correction";

/** Whose figures count of a customer's meter in a cloud, from when on, and why. */
export type AuthorityDecision = {
  customerId: string;
  /** Id or slug, or `on-premises`. */
  cloudId: string;
  meter: string;
  sourceKind: SourceKind;
  validFrom: Date;
  reason: string;
};

/**
 * Staff decide whose figures count from a time on (docs/rules.md 3.4), until the next decision there is. Stored records
 * of that time get the fates that they would have if it had been decided before they came: figures depend on what was
 * decided, not on what came first. Standings of ticks that change are judged again, and what was billed too much is
 * proposed to be taken back.
 * @returns what counts otherwise than before; a correction is stored where anything does
 * @throws not_found for an unknown cloud or meter; invalid_input more than a year back; too_large where more than
 *   `recordsPerCorrection` records would change
 */
export async function setAuthority(ctx: Context, decision: AuthorityDecision): Promise<Corrected> {
  const { customerId, sourceKind, reason } = decision;
  const validFrom = withinAYear(ctx, decision.validFrom);
  const { slug: meter } = await meterBySlug(ctx, decision.meter);
  const cloudId = decision.cloudId === onPremises ? onPremises : (await cloudByName(ctx, decision.cloudId)).id;
  const pair = { customerId, cloudId, meter };
  await usageStore.holdUse(ctx, { customerId });
  const id = await write(ctx, { ...pair, sourceKind, validFrom, reason });
  const to = await nextDecision(ctx, { ...pair, validFrom });
  const { records, before, after, touched } = await usageStore.rejudge(ctx, {
    ...(await knownOfRecords(ctx, { customerId })),
    ...{ ...pair, sourceKind, from: validFrom, to },
    shadowed: shadowedReason(sourceKind),
    judge: await judgedBy(ctx, { customerId, meter, authority: sourceKind }),
    most: recordsPerCorrection,
  });
  const asked = {
    ...{ cloud: cloudId, meter, sourceKind, from: validFrom.toISOString() },
    ...(to && { to: to.toISOString() }),
  };
  await recordAudit(ctx, {
    customerId,
    action: "usage_authority.set",
    subjectKind: "usage_authority",
    subjectId: id,
    detail: { ...asked, records: String(records), reason },
    topic: "usage",
  });
  if (records === 0) return { correctionId: null, records, figures: [], touched };
  const made = {
    customerId,
    correctionId: newId("usageCorrection", ctx.now),
    kind: "authority",
    reason,
    asked,
  } as const;
  return writeCorrection(ctx, made, { records, figures: [{ meter, before, after }], touched });
}

type Pair = { customerId: string; cloudId: string; meter: string };
type Decided = Pair & { sourceKind: SourceKind; validFrom: Date; reason: string };

/** Of two decisions from one time on, the newer one rules. @returns its id */
async function write(ctx: Context, { sourceKind, reason, ...decision }: Decided): Promise<string> {
  const set = { sourceKind, reason, setBy: ctx.actor.label, createdAt: ctx.now };
  const { customerId, cloudId, meter, validFrom } = usageAuthorities;
  const [row] = await ctx.tx
    .insert(usageAuthorities)
    .values({ ...decision, ...set, id: newId("usageAuthority", ctx.now) })
    .onConflictDoUpdate({ target: [customerId, cloudId, meter, validFrom], set })
    .returning({ id: usageAuthorities.id });
  return row?.id ?? "";
}

/** When another decision takes over from one; null where none does. */
async function nextDecision(
  { tx }: Context,
  { customerId, cloudId, meter, validFrom }: Pair & { validFrom: Date },
): Promise<Date | null> {
  const [next] = await tx
    .select({ from: usageAuthorities.validFrom })
    .from(usageAuthorities)
    .where(
      and(
        eq(usageAuthorities.customerId, customerId),
        eq(usageAuthorities.cloudId, cloudId),
        eq(usageAuthorities.meter, meter),
        gt(usageAuthorities.validFrom, validFrom),
      ),
    )
    .orderBy(asc(usageAuthorities.validFrom))
    .limit(1);
  return next?.from ?? null;
}
