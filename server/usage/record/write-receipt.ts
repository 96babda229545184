import { usageBatches } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import type { SourceKind } from "../states";
import type { RecordOutcome } from "./outcome";

type Receipt = {
  customerId: string;
  batchId: string;
  sourceKind: SourceKind;
  outcomes: RecordOutcome[];
  unreadable: number;
  changed: boolean;
};

/** Writes the batch's receipt, and one line in the audit log where the batch changed anything. */
export async function writeReceipt(ctx: Context, receipt: Receipt): Promise<void> {
  const { customerId, batchId, sourceKind, outcomes, unreadable } = receipt;
  const count = (kind: RecordOutcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind).length;
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
