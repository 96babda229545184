import { sql } from "drizzle-orm";
import { usageConflicts } from "@/db/schema";
import type { Context } from "../../context";
import type { RecordBatches } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { conflictDigest } from "./record-identity";

export const conflictReason =
  "A record with this source and id was sent before with other content. The first one stands; give a new record a new id.";

/** Contents stored of one identity at most: what comes beyond them is answered as a conflict, and not stored. */
export const conflictsPerIdentity = 10;

/** A record in conflict, and who sent it. */
type Conflicting = RecordBatches["records"][number] & { sentBy: string };

/**
 * Stores records whose identity is taken by other content: listed, never counted, until staff decide. Each has an
 * identity of its own, so that the same conflict sent again is stored once.
 * @returns the batches in which one was new
 */
export async function storeConflicts(
  ctx: Context,
  { customerId, records }: { customerId: string; records: readonly Conflicting[] },
): Promise<string[]> {
  if (records.length === 0) return [];
  const conflicts = new Map<string, { first: string; record: Conflicting }>();
  for (const record of records) {
    const digest = conflictDigest(customerId, record.digest, record.content);
    const judged = { fate: "conflict" as const, reason: conflictReason, ticks: null };
    if (!conflicts.has(digest))
      conflicts.set(digest, { first: record.digest, record: { ...record, ...judged, digest, content: digest } });
  }
  const taken = (await withinBound(ctx, customerId, [...conflicts.values()])).sort((a, b) =>
    a.record.digest < b.record.digest ? -1 : 1,
  );
  const { fresh } = await usageStore.append(ctx, { customerId, records: taken.map(({ record }) => record) });
  const stored = taken.filter(({ record }) => fresh.has(record.digest));
  await noteConflicts(ctx, customerId, stored);
  return stored.map(({ record }) => record.batch.batchId);
}

type Found = { first: string; record: Conflicting };

/** Of what came those that are not beyond the bound of their identity. What is stored already stays among them. */
async function withinBound(ctx: Context, customerId: string, found: readonly Found[]): Promise<Found[]> {
  // Two senders at once would each find room. Taken after the keys of what they send, before those of conflicts.
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`conflicts of ${customerId}`}::text, 0))`);
  const firsts = [...new Set(found.map(({ first }) => first))];
  const stored = await ctx.tx
    .select({ digest: usageConflicts.digest, first: usageConflicts.firstDigest })
    .from(usageConflicts)
    .where(
      sql`${usageConflicts.customerId} = ${customerId} and ${usageConflicts.firstDigest} in (select unnest(${sql.param(firsts)}::uuid[]))`,
    );
  const known = new Set(stored.map(({ digest }) => digest));
  const counts = new Map<string, number>();
  for (const { first } of stored) counts.set(first, (counts.get(first) ?? 0) + 1);
  return found.filter(({ first, record }) => {
    if (known.has(record.digest)) return true;
    const count = counts.get(first) ?? 0;
    counts.set(first, count + 1);
    return count < conflictsPerIdentity;
  });
}

async function noteConflicts(ctx: Context, customerId: string, stored: readonly Found[]): Promise<void> {
  if (stored.length === 0) return;
  const digests = [...new Set(stored.map(({ first }) => first))];
  const times = await usageStore.identityTimes(ctx, { customerId, digests });
  // An identity of before 0.3 holds no time: mostly what came first is of the time of what came again.
  const untimed = stored.filter(({ first }) => !times.has(first));
  const named = untimed.map(({ first, record: { endedAt } }) => ({ digest: first, endedAt }));
  const ofSameTime = await usageStore.standing(ctx, { customerId, records: named });
  for (const { digest, endedAt } of named) if (ofSameTime.has(digest)) times.set(digest, endedAt);
  await ctx.tx.insert(usageConflicts).values(
    stored.map(({ first, record: { digest, endedAt, source, sentBy } }) => ({
      ...{ customerId, digest, endedAt, source, sentBy },
      firstDigest: first,
      firstEndedAt: times.get(first) ?? null,
      cameAt: ctx.now,
    })),
  );
}
