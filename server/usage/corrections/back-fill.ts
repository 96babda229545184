import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { newId } from "../../ids";
import { readExact } from "../../quantity";
import { type EnteredUse, judgeEntered } from "../record/entered-use";
import { identityDigest, uuidOf } from "../record/record-identity";
import { staffSource } from "../rules";
import { type SourceKind, sourceKinds } from "../states";
import type { JudgedRecord, StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { type Corrected, storeCorrection } from "./make-correction";

/** How often use of one time and place can be back-filled and voided again. */
const timesAtMost = 100;

/** A record to be stored, and whose figures it counts among. */
type Filled = { record: JudgedRecord; sourceKind: SourceKind };

/**
 * Staff enter use that no sender reported. It counts as a record of the source whose figures count there then, at its
 * own time, as late use does, whatever its meter's plausible maximum (docs/rules.md 3.19). Its identity is its meter,
 * value, machine, cloud and time, whoever enters it: entering it again changes nothing, unless it was voided.
 * @returns what counts now; without a correction where all of it was back-filled before
 * @throws invalid_input for use that no record could be of; conflict where nobody's figures count yet, or another
 *   quantity was back-filled there; too_large. Nothing is stored then
 */
export async function backfillUsage(
  ctx: Context,
  { customerId, uses, reason }: { customerId: string; uses: readonly EnteredUse[]; reason: string },
): Promise<Corrected & { duplicates: number }> {
  // Before meters and authorities are locked: recording, which shares the customer's use, locks them after that.
  await usageStore.holdUse(ctx, { customerId });
  const entries = await judgeEntered(ctx, { customerId, uses, source: staffSource, plausible: false });
  const filled = entries.map(({ record, authority }, n): Filled => {
    if (authority) return { record, sourceKind: authority };
    throw new DomainError(
      "conflict",
      `Use ${n + 1}: No source has reported ${record.meter} there yet, so nobody's figures count, and a back-fill does not decide whose do. Decide it first: usage authority set at the command line, or PUT /usage-authorities.`,
    );
  });
  const { fresh, duplicates } = await withIdentities(ctx, customerId, filled);
  if (fresh.length === 0) return { correctionId: null, records: 0, figures: [], touched: [], duplicates };
  const correctionId = newId("usageCorrection", ctx.now);
  const batches = new Map(sourceKinds.map((sourceKind) => [sourceKind, { batchId: correctionId, sourceKind }]));
  const records = fresh
    .map(({ record, sourceKind }) => ({
      ...record,
      reason: ["The provider back-filled it.", record.reason].filter(Boolean).join(" "),
      batch: batches.get(sourceKind) ?? { batchId: correctionId, sourceKind },
    }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1));
  await usageStore.append(ctx, { customerId, records });
  const asked = {
    records: records
      .map(({ digest }) => digest)
      .join(" ")
      .slice(0, 4_000),
  };
  const meters = [...new Set(records.map(({ meter }) => meter))].sort().map((meter) => ({ meter, quantity: "0" }));
  const corrected = await storeCorrection(
    ctx,
    { customerId, correctionId, kind: "backfill", reason, asked },
    { records: records.length, meters, touched: [] },
    records,
  );
  return { ...corrected, duplicates };
}

/**
 * Gives each record its identity. What stands under it already is the same back-fill, or, where it was voided, makes
 * room for the next one. The customer's use is held, so nobody else takes an identity meanwhile.
 */
async function withIdentities(
  ctx: Context,
  customerId: string,
  filled: readonly Filled[],
): Promise<{ fresh: Filled[]; duplicates: number }> {
  const fresh = new Map<string, Filled>();
  let duplicates = 0;
  let waiting = filled.map((one, n) => ({ ...one, n, place: placeOfRecord(one.record) }));
  for (let time = 1; waiting.length > 0; time++) {
    const named = waiting.map((one) => ({ ...one, record: withIdentity(customerId, one.record, one.place, time) }));
    const stands = await standingUnder(ctx, customerId, named);
    const next: typeof waiting = [];
    for (const { record, sourceKind, n, place } of named) {
      const known = stands.get(record.digest);
      const before = known ?? fresh.get(place)?.record;
      if (known?.fate === "voided" && time < timesAtMost) next.push({ record, sourceKind, n, place });
      else if (!before) fresh.set(place, { record, sourceKind });
      else if (known?.fate !== "voided" && readExact(before.quantity).eq(readExact(record.quantity))) duplicates += 1;
      else throw otherQuantity(n, record, before);
    }
    waiting = next;
  }
  return { fresh: [...fresh.values()], duplicates };
}

/** What the identity of a back-fill is of: all that says whose use it is, and when. */
function placeOfRecord({ meter, machineId, cloudId, startedAt, endedAt, value }: JudgedRecord): string {
  const parts = [meter, machineId ?? "", cloudId, startedAt?.toISOString() ?? "", endedAt.toISOString()];
  return uuidOf(...parts, ...(value === null ? [] : [value]));
}

function withIdentity(customerId: string, record: JudgedRecord, place: string, time: number): JudgedRecord {
  const eventId = time === 1 ? place : `${place} ${time}`;
  return { ...record, eventId, digest: identityDigest(customerId, record.source, eventId) };
}

/** What stands under identities that are taken, after every correction of it. */
async function standingUnder(
  ctx: Context,
  customerId: string,
  named: readonly { record: JudgedRecord }[],
): Promise<Map<string, StoredRecord>> {
  const digests = named.map(({ record }) => record.digest);
  const taken = await usageStore.contents(ctx, { customerId, digests });
  const records = named.flatMap(({ record: { digest, endedAt } }) => (taken.has(digest) ? [{ digest, endedAt }] : []));
  return usageStore.standing(ctx, { customerId, records });
}

const otherQuantity = (n: number, { meter, endedAt }: JudgedRecord, { quantity }: { quantity: string }) =>
  new DomainError(
    "conflict",
    `Use ${n + 1}: ${quantity} of ${meter} up to ${endedAt.toISOString()} was back-filled there before. Amend that record, or void it first.`,
  );
