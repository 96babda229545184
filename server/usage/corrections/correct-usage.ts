import type { Context } from "../../context";
import { DomainError, notFound } from "../../errors";
import { newId } from "../../ids";
import { readExact } from "../../quantity";
import { countedFates } from "../states";
import type { RecordName, StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { type Corrected, storeCorrection, withdrawCounted } from "./make-correction";
import { type CorrectedRecords, recordsMeant } from "./records-meant";
import { type Replaced, replaceCounted } from "./replace-counted";

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

/** A record and what counts in its place: a quantity, or of a unique count a value. */
export type Amended = RecordName & { quantity?: string | undefined; value?: string | undefined };

/**
 * Staff amend records that counted: each stays stored, and a record of its time and place with what is right counts
 * instead, whatever its meter's plausible maximum.
 * @throws not_found for an unknown record; conflict for one that does not count; invalid_input for the same quantity
 */
export async function amendUsage(
  ctx: Context,
  { customerId, records, reason }: { customerId: string; records: readonly Amended[]; reason: string },
): Promise<Corrected> {
  // Before records and authorities are locked: recording, which shares the customer's use, locks them after that.
  await usageStore.holdUse(ctx, { customerId });
  const amended = new Map(records.map((record) => [record.digest, record]));
  const stored = await usageStore.locked(ctx, { customerId, records: [...amended.values()] });
  const known = new Map(stored.map((record) => [record.digest, record]));
  const changes = [...amended.values()].map((record) => requireAmendable(record, known.get(record.digest)));
  const asked = { records: [...amended.keys()].sort().join(" ").slice(0, 4_000) };
  return replaceCounted(ctx, { customerId, changes, reason, asked });
}

function requireAmendable(asked: Amended, stored: StoredRecord | undefined): Replaced {
  if (!stored) throw notFound("usage record", asked.digest);
  if (!countedFates.includes(stored.fate))
    throw new DomainError("conflict", `The record ${asked.digest} does not count, so it cannot be amended.`);
  const counts = stored.value ?? stored.quantity;
  const instead = stored.value === null ? asked.quantity : asked.value;
  if (instead === undefined)
    throw new DomainError(
      "invalid_input",
      stored.value === null
        ? `The record ${asked.digest} has a quantity: give quantity, not value.`
        : `The record ${asked.digest} is of a unique count: give value, not quantity.`,
    );
  if (stored.value === null ? readExact(counts).eq(readExact(instead)) : counts === instead)
    throw new DomainError("invalid_input", `The record ${asked.digest} counts ${counts} already.`);
  return {
    was: stored,
    instead: { ...stored, ...(stored.value === null ? { quantity: instead } : { value: instead }) },
  };
}
