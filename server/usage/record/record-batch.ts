import { and, eq, sql } from "drizzle-orm";
import { usageBatches, usageKeys } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { markStandingsDirty, type TouchedUse } from "../../billing/mark-standings-dirty";
import type { Context } from "../../context";
import { newId } from "../../ids";
import type { RecordFault, UsageInput } from "../input";
import type { Fate, Sender } from "../rules";
import { ingestBatch, type JudgedRecord } from "./ingest-batch";
import { judgeRecords } from "./judge-records";
import { conflictReason, keepConflicts } from "./store-conflicts";

/** What became of one record. `unassigned` waits for its customer. */
export type Outcome =
  | { kind: "accepted"; fate: Fate | "unassigned" }
  | { kind: "duplicate" }
  | ({ kind: "conflict" | "rejected" } & Pick<RecordFault, "status" | "code" | "detail">);

const conflict: Outcome = { kind: "conflict", status: 409, code: "conflict", detail: conflictReason };

/**
 * Records one batch of one customer in the caller's transaction. @returns what became of each record, in their order.
 */
export async function recordBatch(
  ctx: Context,
  batch: { customerId: string; sender: Sender; records: UsageInput[]; unreadable: number },
): Promise<Outcome[]> {
  const { customerId, sender, unreadable } = batch;
  const batchId = newId("usageBatch", ctx.now);
  const scope = { customerId, batchId, sourceKind: sender.sourceKind };
  const judged = batch.records.length > 0 ? await judgeRecords(ctx, customerId, batch.records, sender) : [];
  const outcomes: Outcome[] = new Array(judged.length);
  const { first, repeats, contradictions } = withoutDoubles(judged, outcomes);

  await ensureMonths(ctx, first);
  const { fresh, conflicting } =
    first.length > 0
      ? await ingestBatch(ctx, { ...scope, records: first.map(({ record }) => record) })
      : { fresh: new Set<string>(), conflicting: new Set<string>() };
  for (const { index, record } of first) {
    if (fresh.has(record.digest)) outcomes[index] = { kind: "accepted", fate: record.fate };
    else outcomes[index] = conflicting.has(record.digest) ? conflict : { kind: "duplicate" };
  }
  // What repeats an identity inside the batch is what it would be if it came alone, later.
  for (const { index, of } of repeats) outcomes[index] = outcomes[of] === conflict ? conflict : { kind: "duplicate" };
  const standing = await contentsOf(ctx, customerId, contradictions);
  for (const { index, record } of contradictions)
    outcomes[index] = standing.get(record.digest) === record.content ? { kind: "duplicate" } : conflict;
  const inConflict = [
    ...first.filter(({ record }) => conflicting.has(record.digest)),
    ...contradictions.filter(({ index }) => outcomes[index] === conflict),
  ].map(({ record }) => record);
  const conflictsStored = await keepConflicts(ctx, { ...scope, records: inConflict });

  const counted = first.filter(({ record }) => fresh.has(record.digest)).map(({ record }) => record);
  await markStandingsDirty(ctx, { customerId, touched: touchedBy(counted) });
  await writeReceipt(ctx, { ...scope, outcomes, unreadable, changed: fresh.size > 0 || conflictsStored > 0 });
  return outcomes;
}

type Placed = { index: number; record: JudgedRecord };

/**
 * One record for each identity, sorted by digest (docs/performance.md). Other content under the same identity is a
 * conflict.
 */
function withoutDoubles(judged: Awaited<ReturnType<typeof judgeRecords>>, outcomes: Outcome[]) {
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

/** The content that stands under these identities: the first that came. */
async function contentsOf(ctx: Context, customerId: string, records: Placed[]): Promise<Map<string, string>> {
  if (records.length === 0) return new Map();
  const digests = sql.param(records.map(({ record }) => record.digest));
  const rows = await ctx.tx
    .select({ digest: usageKeys.digest, content: usageKeys.contentHash })
    .from(usageKeys)
    .where(and(eq(usageKeys.customerId, customerId), sql`${usageKeys.digest} = any(${digests}::uuid[])`));
  return new Map(rows.map(({ digest, content }) => [digest, content]));
}

/** Makes the monthly partitions that are not there yet, before anything else is locked. */
async function ensureMonths(ctx: Context, records: Placed[]): Promise<void> {
  const months = new Set(records.map(({ record }) => `${record.at.toISOString().slice(0, 7)}-01T00:00:00Z`));
  if (months.size === 0) return;
  await ctx.tx.execute(
    sql`select ensure_usage_month(u.month) from unnest(${sql.param([...months].sort())}::text[]::timestamptz[]) as u (month)`,
  );
}

function touchedBy(records: JudgedRecord[]): TouchedUse[] {
  const touched = new Map<string, TouchedUse>();
  for (const { meter, cloudId, shares } of records)
    for (const { tick } of shares) touched.set(`${meter} ${cloudId} ${tick.getTime()}`, { meter, cloudId, tick });
  return [...touched.values()];
}

type Receipt = {
  customerId: string;
  batchId: string;
  sourceKind: Sender["sourceKind"];
  outcomes: Outcome[];
  unreadable: number;
  changed: boolean;
};

/** The batch's receipt; and one line in the audit log where anything was written. */
async function writeReceipt(ctx: Context, receipt: Receipt): Promise<void> {
  const { customerId, batchId, sourceKind, outcomes, unreadable } = receipt;
  const count = (kind: Outcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const fates: Record<string, number> = {};
  for (const outcome of outcomes) if (outcome.kind === "accepted") fates[outcome.fate] = (fates[outcome.fate] ?? 0) + 1;
  const counts = {
    records: outcomes.length + unreadable,
    accepted: count("accepted"),
    duplicates: count("duplicate"),
    conflicts: count("conflict"),
    rejected: count("rejected") + unreadable,
  };
  await ctx.tx.insert(usageBatches).values({
    id: batchId,
    customerId,
    sourceKind,
    actor: ctx.actor.label,
    ...counts,
    fates,
    receivedAt: ctx.now,
  });
  if (!receipt.changed) return;
  await recordAudit(ctx, {
    customerId,
    action: "usage.recorded",
    subjectKind: "usage_batch",
    subjectId: batchId,
    detail: Object.fromEntries(Object.entries({ ...counts, ...fates }).map(([name, n]) => [name, String(n)])),
    topic: "usage",
  });
}
