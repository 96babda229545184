import type { Context } from "../../context";
import { DomainError, notFound } from "../../errors";
import { newId } from "../../ids";
import { readExact } from "../../quantity";
import { replaceImportRecords } from "../imports/recorded-uses";
import { judgeStored } from "../record/judge-records";
import { uuidOf } from "../record/record-identity";
import { countedFates, sourceKinds } from "../states";
import type { Withdrawn } from "../store/changed-use";
import type { JudgedRecord, RecordName, StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { type Corrected, type CountedTaken, storeCorrection, withdraw } from "./make-correction";
import { type CorrectedRecords, recordsMeant } from "./records-meant";

/**
 * Staff void use that counted: it stays stored, and is in no figure any more. Standings that it was in are judged
 * again; what was billed for it is proposed to be taken back (docs/rules.md 3.7, 4.8). Records of other fates stay.
 * @throws not_found where nothing counts among these; too_large for more than `recordsPerCorrection`
 */
export async function voidUsage(
  ctx: Context,
  { customerId, which, reason }: { customerId: string; which: CorrectedRecords; reason: string },
): Promise<Corrected> {
  const correctionId = newId("usageCorrection", ctx.now);
  const { asked, records } = await recordsMeant(ctx, customerId, which);
  const withdrawn = await withdrawCounted(ctx, {
    ...{ customerId, correctionId, which: records, fate: "voided", reason: "The provider voided it." },
  });
  return storeCorrection(ctx, { customerId, correctionId, kind: "void", reason, asked }, withdrawn, []);
}

/** A record and the quantity that counts in its place. */
export type Amended = RecordName & { quantity: string };

/**
 * Staff amend records that counted: each stays stored, and a record of its time and place with the right quantity
 * counts instead, whatever its meter's plausible maximum.
 * @throws not_found for an unknown record; conflict for one that does not count; invalid_input for the same quantity
 */
export async function amendUsage(
  ctx: Context,
  { customerId, records, reason }: { customerId: string; records: readonly Amended[]; reason: string },
): Promise<Corrected> {
  const correctionId = newId("usageCorrection", ctx.now);
  // Before records and authorities are locked: recording, which shares the customer's use, locks them after that.
  await usageStore.holdUse(ctx, { customerId });
  const amended = new Map(records.map((record) => [record.digest, record]));
  const stored = await usageStore.locked(ctx, { customerId, records: [...amended.values()] });
  const known = new Map(stored.map((record) => [record.digest, record]));
  const changed = [...amended.values()].map((record) => requireAmendable(record, known.get(record.digest)));
  const judged = await judgeStored(ctx, customerId, changed);
  const replacing = judged.map(
    (record): JudgedRecord => ({
      ...record,
      digest: uuidOf("amended", correctionId, record.digest),
      reason: `The provider amended it from ${known.get(record.digest)?.quantity}.`,
    }),
  );
  const replacements = new Map(judged.map(({ digest }, n) => [digest, (replacing[n] as JudgedRecord).digest]));
  const withdrawn = await withdrawCounted(ctx, {
    customerId,
    correctionId,
    which: { records: [...amended.values()] },
    fate: "amended",
    reason: "The provider amended it.",
    replacements,
  });
  const batches = new Map(sourceKinds.map((sourceKind) => [sourceKind, { batchId: correctionId, sourceKind }]));
  const own = replacing.map((record, n) => {
    const { sourceKind } = changed[n] as StoredRecord;
    return { ...record, batch: batches.get(sourceKind) ?? { batchId: correctionId, sourceKind } };
  });
  await usageStore.append(ctx, { customerId, records: own.sort((a, b) => (a.digest < b.digest ? -1 : 1)) });
  await replaceImportRecords(ctx, { customerId, replacements });
  const asked = { records: [...amended.keys()].sort().join(" ").slice(0, 4_000) };
  return storeCorrection(ctx, { customerId, correctionId, kind: "amend", reason, asked }, withdrawn, replacing);
}

function requireAmendable(asked: Amended, stored: StoredRecord | undefined): StoredRecord {
  if (!stored) throw notFound("usage record", asked.digest);
  if (!countedFates.includes(stored.fate))
    throw new DomainError("conflict", `The record ${asked.digest} does not count, so it cannot be amended.`);
  if (readExact(stored.quantity).eq(readExact(asked.quantity)))
    throw new DomainError("invalid_input", `The record ${asked.digest} counts ${stored.quantity} already.`);
  return { ...stored, quantity: asked.quantity };
}

async function withdrawCounted(ctx: Context, of: CountedTaken): Promise<Withdrawn> {
  const withdrawn = await withdraw(ctx, of);
  if (withdrawn.records === 0)
    throw new DomainError("not_found", "No use that counts is among these records: there is nothing to correct.");
  return withdrawn;
}
