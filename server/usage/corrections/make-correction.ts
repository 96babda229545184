import { usageCorrections } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { markStandingsDirty, type TouchedUse } from "../../billing/mark-standings-dirty";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { readExact, sumExact, writeExact } from "../../quantity";
import { touchedBy } from "../record/record-batch";
import { knownOfRecords } from "../rollups/known-of-records";
import { type CorrectionKind, countedFates } from "../states";
import type { KnownOfRecords, Withdrawal, Withdrawn } from "../store/changed-use";
import type { JudgedRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";

/** The most records that one correction takes: senders of the customer wait while their ticks are made anew. */
export const recordsPerCorrection = 200_000;

/** What a correction changed: by meter, what its records counted and what counts in their place. */
export type Corrected = {
  /** null: nothing that is stored counts otherwise than before, so none was made. */
  correctionId: string | null;
  records: number;
  figures: { meter: string; before: string; after: string }[];
  /** The ticks that changed, day by day. */
  touched: TouchedUse[];
  /** Of a back-fill: records that were back-filled so before, which are not stored again. */
  duplicates?: number;
};

/** Which records are taken out, without what the store has to know of the customer. */
export type CountedTaken = Omit<Withdrawal, keyof KnownOfRecords | "most">;

/** Takes records out of the figures; those that do not count stay as they are. @throws too_large */
export async function withdraw(ctx: Context, of: CountedTaken): Promise<Withdrawn> {
  return usageStore.withdraw(ctx, {
    ...(await knownOfRecords(ctx, { customerId: of.customerId })),
    ...of,
    most: recordsPerCorrection,
  });
}

/** The same. @throws not_found where nothing counts among these */
export async function withdrawCounted(ctx: Context, of: CountedTaken): Promise<Withdrawn> {
  const withdrawn = await withdraw(ctx, of);
  if (withdrawn.records === 0)
    throw new DomainError("not_found", "No use that counts is among these records: there is nothing to correct.");
  return withdrawn;
}

/** A record in the place of one that was taken out; it counts if its fate does. */
export type Replacing = Pick<JudgedRecord, "meter" | "cloudId" | "quantity" | "fate" | "ticks">;

type Made = {
  customerId: string;
  correctionId: string;
  kind: CorrectionKind;
  reason: string;
  asked: Record<string, string>;
};

const audited = { void: "usage.voided", amend: "usage.amended", backfill: "usage.back_filled" } as const;

/**
 * Stores a correction, and has what it touches judged again.
 * @param replacing the records in the place of those that were taken out
 */
export async function storeCorrection(
  ctx: Context,
  made: Made & { kind: keyof typeof audited },
  { records, meters, touched }: Withdrawn,
  replacing: readonly Replacing[],
): Promise<Corrected> {
  const counted = replacing.filter(({ fate }) => countedFates.includes(fate));
  const figures = meters.map(({ meter, quantity: before }) => ({
    meter,
    before,
    after: writeExact(
      sumExact(counted.filter((one) => one.meter === meter).map(({ quantity }) => readExact(quantity))),
    ),
  }));
  const changed = [...touched, ...touchedBy(counted)];
  const corrected = await writeCorrection(ctx, made, { records, figures, touched: changed });
  await recordAudit(ctx, {
    customerId: made.customerId,
    action: audited[made.kind],
    subjectKind: "usage_correction",
    subjectId: made.correctionId,
    detail: { records: String(records), reason: made.reason },
    topic: "usage",
  });
  return corrected;
}

/** Stores that a correction was made, and has what it touches judged again. The caller writes the audit line. */
export async function writeCorrection(
  ctx: Context,
  { customerId, correctionId, kind, reason, asked: selection }: Made,
  { records, figures, touched }: Omit<Corrected, "correctionId">,
): Promise<Corrected> {
  // What is back-filled is late use, which takes nothing back.
  await markStandingsDirty(ctx, { customerId, touched, corrected: kind !== "backfill" });
  await ctx.tx.insert(usageCorrections).values({
    ...{ customerId, id: correctionId, kind, reason, selection, records, figures },
    madeBy: ctx.actor.label,
    madeAt: ctx.now,
  });
  return { correctionId, records, figures, touched };
}
