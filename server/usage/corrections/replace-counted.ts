import type { Context } from "../../context";
import { newId } from "../../ids";
import { replaceImportRecords } from "../imports/recorded-uses";
import { judgeStored } from "../record/judge-records";
import { uuidOf } from "../record/record-identity";
import { sourceKinds } from "../states";
import type { JudgedRecord, StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { type Corrected, storeCorrection, withdrawCounted } from "./make-correction";

/** A record that counts, and the content that counts in its place. */
export type Replaced = { was: StoredRecord; instead: StoredRecord };

/**
 * Has other content count in the place of records: each stays stored as amended. What counts instead is judged as if it
 * came now, whatever its meter's plausible maximum. The caller holds the customer's use and has locked the records.
 */
export async function replaceCounted(
  ctx: Context,
  {
    customerId,
    changes,
    reason,
    asked,
  }: { customerId: string; changes: readonly Replaced[]; reason: string; asked: Record<string, string> },
): Promise<Corrected> {
  const correctionId = newId("usageCorrection", ctx.now);
  const judged = await judgeStored(
    ctx,
    customerId,
    changes.map(({ instead }) => instead),
  );
  const batches = new Map(sourceKinds.map((sourceKind) => [sourceKind, { batchId: correctionId, sourceKind }]));
  const replacing = changes.map(({ was, instead: { sourceKind } }, n) => ({
    ...(judged[n] as JudgedRecord),
    digest: uuidOf("amended", correctionId, was.digest),
    reason: `The provider amended it from ${was.value ?? was.quantity}.`,
    batch: batches.get(sourceKind) ?? { batchId: correctionId, sourceKind },
  }));
  const replacements = new Map(
    changes.flatMap(({ was }, n) => {
      const by = replacing[n];
      return by ? [[was.digest, by] as const] : [];
    }),
  );
  const withdrawn = await withdrawCounted(ctx, {
    customerId,
    correctionId,
    which: { records: changes.map(({ was: { digest, endedAt } }) => ({ digest, endedAt })) },
    fate: "amended",
    reason: "The provider amended it.",
    replacements: new Map([...replacements].map(([digest, by]) => [digest, by.digest])),
  });
  await usageStore.append(ctx, {
    customerId,
    records: replacing.sort((a, b) => (a.digest < b.digest ? -1 : 1)),
  });
  await replaceImportRecords(ctx, { customerId, replacements });
  return storeCorrection(ctx, { customerId, correctionId, kind: "amend", reason, asked }, withdrawn, replacing);
}
