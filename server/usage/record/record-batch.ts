import { markStandingsDirty, type TouchedUse } from "../../billing/mark-standings-dirty";
import type { Context } from "../../context";
import { newId } from "../../ids";
import type { UsageInput } from "../input";
import type { Sender } from "../rules";
import type { JudgedRecord } from "../store/port";
import { usageStore } from "../store/usage-store";
import { type Judged, judgeRecords } from "./judge-records";
import type { RecordOutcome } from "./outcome";
import { conflictReason, storeConflicts } from "./store-conflicts";
import { writeReceipt } from "./write-receipt";

const conflict: RecordOutcome = { kind: "conflict", status: 409, code: "conflict", detail: conflictReason };

/**
 * Records one batch of one customer in the caller's transaction.
 * @param batch.unreadable records of the request that could not be read: only the receipt counts them
 * @returns what became of each record, in their order
 */
export async function recordBatch(
  ctx: Context,
  batch: { customerId: string; sender: Sender; records: UsageInput[]; unreadable: number },
): Promise<RecordOutcome[]> {
  const { customerId, sender, unreadable } = batch;
  const batchId = newId("usageBatch", ctx.now);
  const scope = { customerId, batchId, sourceKind: sender.sourceKind };
  const judged = batch.records.length > 0 ? await judgeRecords(ctx, customerId, batch.records, sender) : [];
  const outcomes: RecordOutcome[] = new Array(judged.length);
  const { first, repeats, contradictions } = withoutDoubles(judged, outcomes);

  const { fresh, conflicting } = await usageStore.append(ctx, { ...scope, records: first.map(({ record }) => record) });
  for (const { index, record } of first) {
    if (fresh.has(record.digest)) outcomes[index] = { kind: "accepted", fate: record.fate, reason: record.reason };
    else outcomes[index] = conflicting.has(record.digest) ? conflict : { kind: "duplicate" };
  }
  // A record that repeats an identity inside the batch gets the outcome that it would get alone, later.
  for (const { index, of } of repeats) outcomes[index] = outcomes[of] === conflict ? conflict : { kind: "duplicate" };
  const digests = contradictions.map(({ record }) => record.digest);
  const contents = await usageStore.contents(ctx, { customerId, digests });
  for (const { index, record } of contradictions)
    outcomes[index] = contents.get(record.digest) === record.content ? { kind: "duplicate" } : conflict;
  const inConflict = [
    ...first.filter(({ record }) => conflicting.has(record.digest)),
    ...contradictions.filter(({ index }) => outcomes[index] === conflict),
  ].map(({ record }) => record);
  const conflictsStored = await storeConflicts(ctx, { ...scope, records: inConflict });

  const counted = first.filter(({ record }) => fresh.has(record.digest)).map(({ record }) => record);
  await markStandingsDirty(ctx, { customerId, touched: touchedBy(counted) });
  await writeReceipt(ctx, { ...scope, outcomes, unreadable, changed: fresh.size > 0 || conflictsStored > 0 });
  return outcomes;
}

type Placed = { index: number; record: JudgedRecord };

/**
 * One record for each identity, sorted by digest so that two batches lock keys in one order. Other content under the
 * same identity is a contradiction.
 */
function withoutDoubles(judged: Judged[], outcomes: RecordOutcome[]) {
  const byDigest = new Map<string, Placed>();
  const repeats: { index: number; of: number }[] = [];
  const contradictions: Placed[] = [];
  for (const entry of judged) {
    if ("refusal" in entry) {
      outcomes[entry.index] = { kind: "rejected", ...entry.refusal };
      continue;
    }
    const known = byDigest.get(entry.record.digest);
    if (!known) byDigest.set(entry.record.digest, entry);
    else if (known.record.content === entry.record.content) repeats.push({ index: entry.index, of: known.index });
    else contradictions.push(entry);
  }
  const first = [...byDigest.values()].sort((a, b) => (a.record.digest < b.record.digest ? -1 : 1));
  return { first, repeats, contradictions };
}

/** The use that records changed, for the standings that it falls into. */
export function touchedBy(records: readonly Pick<JudgedRecord, "meter" | "cloudId" | "ticks">[]): TouchedUse[] {
  const touched = new Map<string, TouchedUse>();
  for (const { meter, cloudId, ticks } of records)
    if (ticks)
      touched.set(`${meter} ${cloudId} ${ticks.first.getTime()} ${ticks.last.getTime()}`, { meter, cloudId, ...ticks });
  return [...touched.values()];
}
