import { eq } from "drizzle-orm";
import { usageUploads } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { namesOf } from "./begin-upload";
import { lockedUpload } from "./list-uploads";
import { wakeWorkers } from "./receive-upload";

/**
 * Has an upload imported, or restated, whose dry run is done. A worker does it.
 * @throws not_found, conflict in any other state, invalid_input for a restatement without a reason
 */
export async function confirmUpload(
  ctx: Context,
  { uploadId, reason }: { uploadId: string; reason?: string | undefined },
): Promise<void> {
  const upload = await lockedUpload(ctx, uploadId);
  if (upload.state !== "checked")
    throw new DomainError(
      "conflict",
      "It is not ready to be imported: it was confirmed before, or its dry run is not done.",
    );
  if (upload.way === "restate" && !reason)
    throw new DomainError("invalid_input", "Give a reason of a few words.", { field: "reason" });
  await ctx.tx
    .update(usageUploads)
    .set({ ...begins(ctx), state: "importing", decidedBy: ctx.actor.label, reason: reason ?? null })
    .where(eq(usageUploads.id, uploadId));
  await recordAudit(ctx, {
    ...{ customerId: upload.customerId, action: "usage_upload.confirmed", topic: "usage" },
    ...{ subjectKind: "usage_upload", subjectId: uploadId },
    detail: { file: namesOf(upload), way: upload.way, ...(reason && { reason }) },
  });
  await wakeWorkers(ctx);
}

/**
 * Has what failed of an upload done again: its dry run, or the import, which goes on with the rows that it had not
 * reached.
 * @throws not_found, conflict where it did not fail
 */
export async function retryUpload(ctx: Context, uploadId: string): Promise<void> {
  const upload = await lockedUpload(ctx, uploadId);
  if (upload.state !== "failed") throw new DomainError("conflict", "It has not failed.");
  await ctx.tx
    .update(usageUploads)
    .set({ ...begins(ctx), state: upload.decidedBy ? "importing" : "checking" })
    .where(eq(usageUploads.id, uploadId));
  await recordAudit(ctx, {
    ...{ customerId: upload.customerId, action: "usage_upload.retried", topic: "usage" },
    ...{ subjectKind: "usage_upload", subjectId: uploadId, detail: { file: namesOf(upload) } },
  });
  await wakeWorkers(ctx);
}

const begins = ({ now }: Context) => ({
  ...{ rowsRead: null, rowsExpected: null, fault: null, claim: null, claimedUntil: null, attempts: 0, changedAt: now },
});
