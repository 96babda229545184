import { and, eq, sql } from "drizzle-orm";
import { customers, usageDecisions } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { markStandingsDirty } from "../../billing/mark-standings-dirty";
import type { Context } from "../../context";
import { DomainError, notFound } from "../../errors";
import type { Page } from "../../pagination";
import { judgeStored } from "../record/judge-records";
import { touchedBy } from "../record/record-batch";
import type { SetAsideDecision } from "../states";
import type { DecidedRecord, SetAsideQuery, StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";

type Decide = { customerId: string; records: readonly string[]; decision: SetAsideDecision; reason: string };

/**
 * Staff decide about records of a customer that are set aside (docs/rules.md 3.13). What is released counts at its own
 * time, as late use does, and is judged as if it came now: another source's figures may count instead. What is rejected
 * stays stored and never counts. The same decision again changes nothing.
 * @param input.records their digests
 * @returns how many were decided now, and how many had been decided so before
 * @throws not_found for a record that was never set aside; conflict for one that was decided otherwise; nothing is
 *   decided then
 */
export async function decideSetAside(ctx: Context, input: Decide): Promise<{ decided: number; known: number }> {
  const { customerId, decision, reason } = input;
  const digests = [...new Set(input.records)].sort();
  await usageStore.shareUse(ctx, { customerId });
  const waiting = await usageStore.setAsideOf(ctx, { customerId, digests });
  if (waiting.length > 0)
    await ctx.tx.insert(usageDecisions).values(
      waiting.map(({ digest }) => ({
        customerId,
        digest,
        decision,
        reason,
        decidedBy: ctx.actor.label,
        decidedAt: ctx.now,
      })),
    );
  await requireDecided(ctx, { customerId, digests, decision });
  const records = decision === "released" ? await released(ctx, customerId, waiting) : waiting.map(rejected);
  await usageStore.decide(ctx, { customerId, was: "set_aside", records });
  await markStandingsDirty(ctx, { customerId, touched: touchedBy(records) });
  for (const { digest, meter, quantity, fate } of records)
    await recordAudit(ctx, {
      customerId,
      action: `usage_record.${decision}`,
      subjectKind: "usage_record",
      subjectId: digest,
      detail: { meter, quantity, fate, reason },
      topic: "usage",
    });
  return { decided: waiting.length, known: digests.length - waiting.length };
}

/** Checks that the decision about each record is this one, now that it is written for those that waited. */
async function requireDecided(
  { tx }: Context,
  { customerId, digests, decision }: { customerId: string; digests: readonly string[]; decision: SetAsideDecision },
): Promise<void> {
  const made = await tx
    .select()
    .from(usageDecisions)
    .where(
      and(
        eq(usageDecisions.customerId, customerId),
        sql`${usageDecisions.digest} in (select unnest(${sql.param(digests)}::uuid[]))`,
      ),
    );
  const known = new Set(made.map(({ digest }) => digest));
  const missing = digests.find((digest) => !known.has(digest));
  if (missing !== undefined) throw notFound("set-aside record", missing);
  const other = made.find((one) => one.decision !== decision);
  if (other)
    throw new DomainError(
      "conflict",
      `The record ${other.digest} was ${other.decision} by ${other.decidedBy} before. That is not changed any more.`,
    );
}

async function released(ctx: Context, customerId: string, waiting: readonly StoredRecord[]): Promise<DecidedRecord[]> {
  const judged = await judgeStored(ctx, customerId, waiting);
  return judged.map((record, n) => ({
    ...record,
    reason: [waiting[n]?.reason, "The provider released it.", record.reason].filter(Boolean).join(" "),
  }));
}

const rejected = (record: StoredRecord): DecidedRecord => ({
  ...record,
  fate: "implausible",
  reason: `${record.reason} The provider rejected it.`,
  ticks: null,
  serviceId: null,
  overflow: false,
  declared: null,
  ofInstant: false,
});

/** A record that is set aside, with the name of its customer. */
export type SetAsideRecord = StoredRecord & { customerName: string };

/**
 * Records that are set aside, longest waiting first: everybody's, or one customer's.
 * @throws invalid_input for a cursor that no page gave
 */
export async function listSetAside(ctx: Context, query: SetAsideQuery): Promise<Page<SetAsideRecord>> {
  const { rows, nextCursor } = await usageStore.setAside(ctx, query);
  const ids = [...new Set(rows.map(({ customerId }) => customerId))];
  const named = await ctx.tx
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(sql`${customers.id} = any(${sql.param(ids)}::text[])`);
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return {
    rows: rows.map((row) => ({ ...row, customerName: names.get(row.customerId) ?? row.customerId })),
    nextCursor,
  };
}

/** One record of a customer that is set aside. @throws not_found also for one that was decided */
export async function setAsideById(ctx: Context, of: { customerId: string; digest: string }): Promise<StoredRecord> {
  const found = await usageStore.setAsideRecord(ctx, of);
  if (!found) throw notFound("set-aside record", of.digest);
  return found;
}
