import { and, eq, sql } from "drizzle-orm";
import { usageConflicts } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { readExact } from "../../quantity";
import { meterBySlug } from "../questions/scope";
import { onPremises } from "../rules";
import { type ConflictDecision, countedFates } from "../states";
import type { StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import type { Corrected } from "./make-correction";
import { type Replaced, replaceCounted } from "./replace-counted";
import { lockedConflicts } from "./usage-conflicts";

type Row = typeof usageConflicts.$inferSelect;

/**
 * Staff dismiss conflicts of a customer: what counts stays, and what came stays stored and listed. The same decision
 * again changes nothing.
 * @param input.records digests of what came
 * @returns how many were dismissed now, and how many had been before
 * @throws not_found for no conflict; conflict for one that was decided otherwise; nothing is decided then
 */
export async function dismissConflicts(
  ctx: Context,
  { customerId, records, reason }: { customerId: string; records: readonly string[]; reason: string },
): Promise<{ decided: number; known: number }> {
  const digests = [...new Set(records)].sort();
  const rows = await lockedConflicts(ctx, { customerId, digests });
  for (const row of rows) requireUndecided(row, "dismissed");
  const waiting = rows.filter(({ decision }) => decision === null).map(({ digest }) => digest);
  await decide(ctx, { customerId, digests: waiting, decision: "dismissed", reason, correctionId: null });
  return { decided: waiting.length, known: rows.length - waiting.length };
}

/**
 * Staff have what came in conflict count in the place of what stands under its identity: an amendment (docs/rules.md
 * 3.7), with the whole content that came, at its own time.
 * @throws not_found for no conflict, or a meter that there is not; conflict where it was decided before, where what
 *   stands does not count or is not found, or where what came names a machine that is not known; invalid_input where it
 *   is what counts already
 */
export async function amendConflict(
  ctx: Context,
  { customerId, record: digest, reason }: { customerId: string; record: string; reason: string },
): Promise<Corrected> {
  await usageStore.holdUse(ctx, { customerId });
  const [row] = await lockedConflicts(ctx, { customerId, digests: [digest] });
  if (!row) throw new Error("A conflict was locked and is not there.");
  requireUndecided(row, null);
  const change = await changeOf(ctx, customerId, row);
  const asked = { conflict: digest, records: change.was.digest };
  const corrected = await replaceCounted(ctx, { customerId, changes: [change], reason, asked });
  const { correctionId } = corrected;
  await decide(ctx, { customerId, digests: [digest], decision: "amended", reason, correctionId });
  return corrected;
}

async function changeOf(ctx: Context, customerId: string, row: Row): Promise<Replaced> {
  const { digest, endedAt, firstDigest, firstEndedAt } = row;
  if (firstEndedAt === null)
    throw new DomainError(
      "conflict",
      "What stands under this identity came before version 0.3, at another time. Find it in the list of records, and amend it there.",
    );
  const named = [
    { digest, endedAt },
    { digest: firstDigest, endedAt: firstEndedAt },
  ];
  const contents = await usageStore.standing(ctx, { customerId, records: named });
  const [came, standing] = [contents.get(digest), contents.get(firstDigest)];
  const [stands] = standing ? await usageStore.locked(ctx, { customerId, records: [standing] }) : [];
  if (!came || !stands || !countedFates.includes(stands.fate))
    throw new DomainError("conflict", "What stands under this identity does not count, so nothing can take its place.");
  if (came.subject !== null && came.machineId === null && came.cloudId === onPremises)
    throw new DomainError("conflict", `What came names ${came.subject}, which is no machine of this customer.`);
  await meterBySlug(ctx, came.meter);
  if (isSame(came, stands))
    throw new DomainError("invalid_input", "What came is what counts already: dismiss the conflict.");
  return { was: stands, instead: came };
}

function isSame(came: StoredRecord, stands: StoredRecord): boolean {
  const place = ({ meter, machineId, cloudId, startedAt }: StoredRecord) =>
    [meter, machineId, cloudId, startedAt?.getTime()].join(" ");
  return place(came) === place(stands) && readExact(came.quantity).eq(readExact(stands.quantity));
}

/** @param again the decision that may be repeated; null: none */
function requireUndecided({ digest, decision, decidedBy }: Row, again: ConflictDecision | null): void {
  if (decision === null || decision === again) return;
  throw new DomainError(
    "conflict",
    `The conflict ${digest} was ${decision} by ${decidedBy} before. That is not changed any more.`,
  );
}

async function decide(
  ctx: Context,
  {
    customerId,
    digests,
    ...decided
  }: Pick<Row, "customerId" | "correctionId" | "decision" | "reason"> & { digests: readonly string[] },
): Promise<void> {
  await ctx.tx
    .update(usageConflicts)
    .set({ ...decided, decidedBy: ctx.actor.label, decidedAt: ctx.now })
    .where(
      and(
        eq(usageConflicts.customerId, customerId),
        sql`${usageConflicts.digest} in (select unnest(${sql.param(digests)}::uuid[]))`,
      ),
    );
  for (const digest of digests)
    await recordAudit(ctx, {
      customerId,
      action: `usage_conflict.${decided.decision}`,
      subjectKind: "usage_record",
      subjectId: digest,
      detail: { reason: decided.reason ?? "" },
      topic: "usage",
    });
}
