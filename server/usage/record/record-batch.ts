import {
  markWindows,
  type TouchedUse,
  type TouchedWindow,
  type WindowedLimit,
  windowsTouched,
} from "../../billing/mark-standings-dirty";
import { type Context, enterCustomer, type Request, requestIn } from "../../context";
import { newId } from "../../ids";
import type { UsageInput } from "../input";
import type { Sender } from "../rules";
import type { Appended, Batch, JudgedRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { type RecordingFacts, recordingFacts } from "./customer-facts";
import { type Judged, judgeRecords } from "./judge-records";
import type { RecordOutcome } from "./outcome";
import { conflictReason, storeConflicts } from "./store-conflicts";
import { type Receipt, writeReceipts } from "./write-receipts";

const conflict: RecordOutcome = { kind: "conflict", status: 409, code: "conflict", detail: conflictReason };

/**
 * One request's records of one customer.
 * `unreadable`: records of the request that could not be read; only the receipt counts them.
 */
export type UsagePart = { by: Request; sender: Sender; records: readonly UsageInput[]; unreadable: number };

/** The requests of one customer. */
export type CustomerParts = { customerId: string; parts: readonly UsagePart[] };

/**
 * Records one request's records in the caller's transaction.
 * @returns what became of each record, in their order
 */
export async function recordBatch(
  ctx: Context,
  { customerId, ...part }: Omit<UsagePart, "by"> & { customerId: string },
): Promise<RecordOutcome[]> {
  const parts = [{ ...part, by: requestIn(ctx) }];
  const recorded = await recordTogether(ctx, [{ customerId, parts }], { waits: true });
  return recorded.get(customerId)?.[0] ?? [];
}

/**
 * Records requests in the caller's transaction, of one customer or of several: each with the outcomes and the receipt
 * that it would have alone, after those of its customer before it.
 * @param of sorted by customer, so that two transactions lock in one order and cannot wait for each other
 * @param waits for whoever holds a customer's use alone; otherwise that customer is absent, and nothing of it recorded
 * @returns by customer, for each of its requests, what became of each of its records
 */
export async function recordTogether(
  ctx: Context,
  of: readonly CustomerParts[],
  { waits }: { waits: boolean },
): Promise<Map<string, RecordOutcome[][]>> {
  const asked = of.map(({ customerId, parts }) => ({
    customerId,
    requests: parts.map((part) => ({ ...part, batch: batchOf(part) })),
    records: parts.flatMap(({ records }) => records),
  }));
  const known = await recordingFacts(ctx, asked, { waits });
  const judged: JudgedParts[] = [];
  for (const { customerId, requests } of asked) {
    const facts = known.get(customerId);
    if (facts) judged.push(await judgeParts(ctx, customerId, requests, facts));
  }
  const appended = await usageStore.appendTogether(
    ctx,
    judged.map(({ customerId, first }) => ({ customerId, records: first.map(({ record }) => record) })),
  );
  const recorded: Recorded[] = [];
  for (const [n, one] of judged.entries()) recorded.push(await settleOutcomes(ctx, one, appended[n] as Appended));
  // One connection: what one writes follows the other on the wire without waiting for its answer.
  await Promise.all([
    markWindows(ctx, recorded),
    writeReceipts(
      ctx,
      recorded.flatMap(({ receipts }) => receipts),
    ),
  ]);
  return new Map(recorded.map(({ customerId, receipts }) => [customerId, receipts.map(({ outcomes }) => outcomes)]));
}

const batchOf = ({ by, sender }: UsagePart): Batch => ({
  batchId: newId("usageBatch", by.now),
  sourceKind: sender.sourceKind,
});

type Batched = UsagePart & { batch: Batch };
type JudgedParts = ReturnType<typeof withoutDoubles> & {
  customerId: string;
  requests: readonly Batched[];
  limits: readonly WindowedLimit[];
  outcomes: RecordOutcome[];
};
type Recorded = { customerId: string; windows: TouchedWindow[]; receipts: Receipt[] };

/** What becomes of one customer's records, as far as it is known before they are stored. */
async function judgeParts(
  ctx: Context,
  customerId: string,
  requests: readonly Batched[],
  known: RecordingFacts,
): Promise<JudgedParts> {
  const incoming = requests.flatMap(({ records, sender, by, batch }) =>
    records.map((record) => ({ record, sender, by, batch })),
  );
  const judged = await judgeRecords(ctx, customerId, incoming, known);
  const outcomes: RecordOutcome[] = new Array(judged.length);
  return { customerId, requests, limits: known.facts.limits, outcomes, ...withoutDoubles(judged, outcomes) };
}

/** The outcomes of one customer's records, once they are stored; conflicts among them are stored too. */
async function settleOutcomes(
  ctx: Context,
  { customerId, requests, limits, outcomes, first, repeats, contradictions }: JudgedParts,
  { fresh, conflicting }: Appended,
): Promise<Recorded> {
  for (const { index, record } of first) {
    if (fresh.has(record.digest)) outcomes[index] = { kind: "accepted", fate: record.fate, reason: record.reason };
    else outcomes[index] = conflicting.has(record.digest) ? conflict : { kind: "duplicate" };
  }
  // A record that repeats an identity inside the batch gets the outcome that it would get alone, later.
  for (const { index, of } of repeats) outcomes[index] = outcomes[of] === conflict ? conflict : { kind: "duplicate" };
  if (contradictions.length + conflicting.size > 0) await enterCustomer(ctx, customerId);
  const digests = contradictions.map(({ record }) => record.digest);
  const contents = await usageStore.contents(ctx, { customerId, digests });
  for (const { index, record } of contradictions)
    outcomes[index] = contents.get(record.digest) === record.content ? { kind: "duplicate" } : conflict;
  const senders = requests.flatMap(({ records, by }) => records.map(() => by.actor.label));
  const inConflict = [
    ...first.filter(({ record }) => conflicting.has(record.digest)),
    ...contradictions.filter(({ index }) => outcomes[index] === conflict),
  ].map(({ index, record }) => ({ ...record, sentBy: senders[index] ?? "" }));
  const conflictsOf = await storeConflicts(ctx, { customerId, records: inConflict });

  const counted = first.flatMap(({ record }) => (fresh.has(record.digest) ? [record] : []));
  const changed = new Set([...counted.map(({ batch }) => batch.batchId), ...conflictsOf]);
  let begin = 0;
  const receipts = requests.map(({ by, unreadable, batch, records: own }) => {
    const end = begin + own.length;
    const receipt = { customerId, by, ...batch, outcomes: outcomes.slice(begin, end), unreadable };
    begin = end;
    return { ...receipt, changed: changed.has(batch.batchId) };
  });
  return { customerId, windows: windowsTouched(limits, touchedBy(counted)), receipts };
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
