import { eq, sql } from "drizzle-orm";
import { usageUploadPieces, usageUploads } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { namesOf } from "./begin-upload";
import { lockedUpload } from "./list-uploads";

/** The most bytes of one piece. */
export const uploadPieceBytes = 1024 * 1024;

/**
 * Takes the next piece of an upload's content, its files one after the other; durable at commit. With the last one a
 * worker begins the dry run.
 * @param given.from where the piece begins: as many bytes as have come
 * @returns how many bytes have come
 * @throws not_found; conflict where the piece is not the next one; too_large beyond what was announced
 */
export async function receivePiece(
  ctx: Context,
  { uploadId, from, content }: { uploadId: string; from: number; content: Buffer },
): Promise<number> {
  const upload = await lockedUpload(ctx, uploadId);
  const received = Number(upload.received);
  if (upload.state !== "receiving") throw new DomainError("conflict", "All of this upload has come already.");
  if (from !== received)
    throw new DomainError(
      "conflict",
      `${received} bytes have come, and the next piece is not from there. Continue it.`,
    );
  const after = received + content.length;
  if (content.length > uploadPieceBytes || after > Number(upload.bytes))
    throw new DomainError("too_large", "More bytes came than the files were announced with. Begin a new upload.");
  if (content.length === 0) return received;
  const { customerId } = upload;
  await ctx.tx.insert(usageUploadPieces).values({ customerId, uploadId, start: upload.received, content });
  const complete = after === Number(upload.bytes);
  await ctx.tx
    .update(usageUploads)
    .set({ received: BigInt(after), changedAt: ctx.now, ...(complete && { state: "checking" as const }) })
    .where(eq(usageUploads.id, uploadId));
  if (complete) {
    await recordAudit(ctx, {
      ...{ customerId, action: "usage_upload.received", subjectKind: "usage_upload", subjectId: uploadId },
      ...{ detail: { file: namesOf(upload), bytes: String(after) }, topic: "usage" },
    });
    await wakeWorkers(ctx);
  }
  return after;
}

/** Wakes the workers, at commit. */
export async function wakeWorkers({ tx }: Context): Promise<void> {
  await tx.execute(sql`select pg_notify('spillway_work', 'upload')`);
}
