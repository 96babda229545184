import { usageBatches } from "@/db/schema";
import { recordAudits } from "../../audit/record-audit";
import type { Context, Request } from "../../context";
import type { Batch } from "../store/stored-records";
import type { RecordOutcome } from "./outcome";

/** What became of one request's records. `changed`: something was stored. */
type Receipt = Batch & { by: Request; outcomes: RecordOutcome[]; unreadable: number; changed: boolean };

/** Writes the receipt of each request, and one line in the audit log for each that changed anything. */
export async function writeReceipts(ctx: Context, customerId: string, receipts: readonly Receipt[]): Promise<void> {
  const counted = receipts.map((receipt) => ({ ...receipt, ...countsOf(receipt) }));
  const receipt = ctx.tx.insert(usageBatches).values(
    counted.map(({ batchId, sourceKind, by, counts, fates }) => ({
      ...{ id: batchId, customerId, sourceKind, actor: by.actor.label, ...counts, fates, receivedAt: by.now },
    })),
  );
  const audits = recordAudits(
    ctx,
    counted
      .filter(({ changed }) => changed)
      .map(({ batchId, by, counts, fates }) => ({
        by,
        customerId,
        action: "usage.recorded",
        subjectKind: "usage_batch",
        subjectId: batchId,
        detail: Object.fromEntries(Object.entries({ ...counts, ...fates }).map(([name, n]) => [name, String(n)])),
        topic: "usage" as const,
      })),
  );
  await Promise.all([receipt, audits]);
}

function countsOf({ outcomes, unreadable }: Receipt) {
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
  return { counts, fates };
}
