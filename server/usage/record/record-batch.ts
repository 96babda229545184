import { markStandingsDirty, type TouchedUse } from "../../billing/mark-standings-dirty";
import { type Context, type Request, requestIn } from "../../context";
import { newId } from "../../ids";
import type { UsageInput } from "../input";
import type { Sender } from "../rules";
import type { JudgedRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { type Judged, judgeRecords } from "./judge-records";
import type { RecordOutcome } from "./outcome";
import { conflictReason, storeConflicts } from "./store-conflicts";
import { writeReceipts } from "./write-receipts";

const conflict: RecordOutcome = { kind: "conflict", status: 409, code: "conflict", detail: conflictReason };

/**
 * One request's records of one customer.
 * `unreadable`: records of the request that could not be read; only the receipt counts them.
 */
export type UsagePart = { by: Request; sender: Sender; records: readonly UsageInput[]; unreadable: number };

/**
 * Records one request's records in the caller's transaction.
 * @returns what became of each record, in their order
 */
export async function recordBatch(
  ctx: Context,
  { customerId, ...part }: Omit<UsagePart, "by"> & { customerId: string },
): Promise<RecordOutcome[]> {
  const [outcomes = []] = await recordTogether(ctx, customerId, [{ ...part, by: requestIn(ctx) }]);
  return outcomes;
}

/**
 * Records several requests of one customer in the caller's transaction: each with the outcomes and the receipt that it
 * would have alone, after those before it.
 * @returns for each request what became of each of its records
 */
export async function recordTogether(
  ctx: Context,
  customerId: string,
  parts: readonly UsagePart[],
): Promise<RecordOutcome[][]> {
  const requests = parts.map((part) => {
    const { by, sender } = part;
    return { ...part, batch: { batchId: newId("usageBatch", by.now), sourceKind: sender.sourceKind } };
  });
  const incoming = requests.flatMap(({ records, sender, by, batch }) =>
    records.map((record) => ({ record, sender, by, batch })),
  );
  const judged = incoming.length > 0 ? await judgeRecords(ctx, customerId, incoming) : [];
  const outcomes: RecordOutcome[] = new Array(judged.length);
  const { first, repeats, contradictions } = withoutDoubles(judged, outcomes);

  const records = first.map(({ record }) => record);
  const { fresh, conflicting } = await usageStore.append(ctx, { customerId, records });
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
  ].map(({ index, record }) => ({ ...record, sentBy: incoming[index]?.by.actor.label ?? "" }));
  const conflictsOf = await storeConflicts(ctx, { customerId, records: inConflict });

  const counted = records.filter(({ digest }) => fresh.has(digest));
  const changed = new Set([...counted.map(({ batch }) => batch.batchId), ...conflictsOf]);
  let begin = 0;
  const receipts = requests.map(({ by, unreadable, batch, records: own }) => {
    const end = begin + own.length;
    const receipt = { by, ...batch, outcomes: outcomes.slice(begin, end), unreadable };
    begin = end;
    return { ...receipt, changed: changed.has(batch.batchId) };
  });
  // One connection: what one writes follows the other on the wire without waiting for its answer.
  await Promise.all([
    markStandingsDirty(ctx, { customerId, touched: touchedBy(counted) }),
    writeReceipts(ctx, customerId, receipts),
  ]);
  return receipts.map(({ outcomes: own }) => own);
}

type Placed = Extract<Judged, { record: unknown }>;

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
