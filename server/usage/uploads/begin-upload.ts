import { count, eq, inArray } from "drizzle-orm";
import { usageUploads } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { cloudByName } from "../../clouds/queries";
import { customerByIdOrIdentifier } from "../../configuration/queries";
import type { Context } from "../../context";
import { env } from "../../env";
import { DomainError } from "../../errors";
import { newId } from "../../ids";
import { openUploadStates } from "../states";
import type { UploadInput } from "./input";
import { lockedUpload, type Upload } from "./list-uploads";

/** Uploads that lie in the database at once, of all customers. */
const mostOpen = 20;
const mib = 1024 * 1024;

/**
 * Announces files that are uploaded, to be imported together for a customer and cloud (docs/rules.md 3.17).
 * @throws not_found, too_large above the setting SPILLWAY_UPLOAD_MIB, conflict where too many are open
 */
export async function beginUpload(ctx: Context, input: UploadInput): Promise<Upload> {
  const { id: customerId } = await customerByIdOrIdentifier(ctx, input.customerId);
  const cloud = await cloudByName(ctx, input.cloudId);
  const bytes = input.files.reduce((sum, file) => sum + file.bytes, 0);
  const most = env().SPILLWAY_UPLOAD_MIB;
  if (bytes > most * mib)
    throw new DomainError(
      "too_large",
      `The files have ${Math.ceil(bytes / mib)} MiB together; at most ${most} MiB are taken. Compress them, or import them with spillway import focus.`,
    );
  const [open] = await ctx.tx
    .select({ n: count() })
    .from(usageUploads)
    .where(inArray(usageUploads.state, openUploadStates));
  if ((open?.n ?? 0) >= mostOpen)
    throw new DomainError("conflict", `${mostOpen} uploads are open. Import or discard one of them first.`);
  const upload = {
    ...{
      customerId,
      id: newId("usageUpload", ctx.now),
      cloudId: cloud.id,
      way: input.way,
      state: "receiving" as const,
    },
    ...{ files: input.files, bytes: BigInt(bytes), received: 0n, importId: newId("usageImport", ctx.now) },
    ...{ uploadedBy: ctx.actor.label, uploadedAt: ctx.now, changedAt: ctx.now, attempts: 0 },
  };
  const [begun] = await ctx.tx.insert(usageUploads).values(upload).returning();
  await recordAudit(ctx, {
    ...{ customerId, action: "usage_upload.begun", subjectKind: "usage_upload", subjectId: upload.id, topic: "usage" },
    detail: { file: namesOf(upload), cloud: cloud.id, way: input.way },
  });
  return begun as Upload;
}

/**
 * Deletes an upload with its content. One that a worker tries is given up by it.
 * @throws not_found, conflict while it is being imported
 */
export async function discardUpload(ctx: Context, uploadId: string): Promise<void> {
  const upload = await lockedUpload(ctx, uploadId);
  if (upload.state === "importing")
    throw new DomainError("conflict", "It is being imported. Wait until it is done, then void the import.");
  await ctx.tx.delete(usageUploads).where(eq(usageUploads.id, uploadId));
  await recordAudit(ctx, {
    ...{ customerId: upload.customerId, action: "usage_upload.discarded", topic: "usage" },
    ...{ subjectKind: "usage_upload", subjectId: uploadId, detail: { file: namesOf(upload) } },
  });
}

/** The names of an upload's files, as people read them. */
export const namesOf = ({ files }: Pick<Upload, "files">): string => files.map(({ name }) => name).join(", ");
