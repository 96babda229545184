import { sql } from "drizzle-orm";
import { usageBatches } from "@/db/schema";
import { recordAudits } from "../../audit/record-audit";
import type { Context, Request } from "../../context";
import type { Batch } from "../store/stored-records";
import type { RecordOutcome } from "./outcome";

/** What became of one request's records. `changed`: something was stored. */
export type Receipt = Batch & {
  customerId: string;
  by: Request;
  outcomes: RecordOutcome[];
  unreadable: number;
  changed: boolean;
};

/** Writes the receipt of each request, and one line in the audit log for each that changed anything. */
export async function writeReceipts(ctx: Context, receipts: readonly Receipt[]): Promise<void> {
  if (receipts.length === 0) return;
  const counted = receipts.map((receipt) => ({ ...receipt, ...countsOf(receipt) }));
  // By columns: one statement, prepared once, for any number of receipts.
  const texts = (pick: (one: (typeof counted)[number]) => string) => sql`${sql.param(counted.map(pick))}::text[]`;
  const numbers = (name: keyof ReturnType<typeof countsOf>["counts"]) =>
    sql`${sql.param(counted.map(({ counts }) => counts[name]))}::integer[]`;
  const receipt = ctx.tx.execute(sql`
    insert into ${usageBatches} (id, customer_id, source_kind, actor, records, accepted, duplicates, conflicts, rejected, fates, received_at)
    select * from unnest(${texts((one) => one.batchId)}, ${texts((one) => one.customerId)}, ${texts((one) => one.sourceKind)},
      ${texts(({ by }) => by.actor.label)}, ${numbers("records")}, ${numbers("accepted")}, ${numbers("duplicates")},
      ${numbers("conflicts")}, ${numbers("rejected")}, ${texts(({ fates }) => JSON.stringify(fates))}::jsonb[],
      ${texts(({ by }) => by.now.toISOString())}::timestamptz[])`);
  const audits = recordAudits(
    ctx,
    counted
      .filter(({ changed }) => changed)
      .map(({ batchId, customerId, by, counts, fates }) => ({
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

function countsOf({ outcomes, unreadable }: Pick<Receipt, "outcomes" | "unreadable">) {
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
