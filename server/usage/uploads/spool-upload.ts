import { open } from "node:fs/promises";
import path from "node:path";
import { and, desc, eq, lte } from "drizzle-orm";
import { usageUploadPieces } from "@/db/schema";
import { inProvider, type Request } from "../../context";
import type { File } from "../imports/import-receipt";
import type { Upload } from "./list-uploads";

/** Writes the files of an upload into a folder, a piece at a time. @returns them in their order */
export async function spoolUpload(request: Request, upload: Upload, folder: string): Promise<File[]> {
  const spooled: File[] = [];
  let begin = 0;
  for (const [n, { name, bytes }] of upload.files.entries()) {
    // Never under a name that came from outside.
    const file = { path: path.join(folder, String(n)), name };
    const handle = await open(file.path, "w");
    try {
      for (let at = begin; at < begin + bytes; ) {
        const content = await contentFrom(request, upload, at);
        const piece = content.subarray(0, begin + bytes - at);
        await handle.writeFile(piece);
        at += piece.length;
      }
    } finally {
      await handle.close();
    }
    begin += bytes;
    spooled.push(file);
  }
  return spooled;
}

/** What is stored from a place on, to the end of its piece. */
async function contentFrom(request: Request, { customerId, id, files }: Upload, at: number): Promise<Buffer> {
  const [piece] = await inProvider(request, ({ tx }) =>
    tx
      .select({ start: usageUploadPieces.start, content: usageUploadPieces.content })
      .from(usageUploadPieces)
      .where(
        and(
          eq(usageUploadPieces.customerId, customerId),
          eq(usageUploadPieces.uploadId, id),
          lte(usageUploadPieces.start, BigInt(at)),
        ),
      )
      .orderBy(desc(usageUploadPieces.start))
      .limit(1),
  );
  const rest = piece?.content.subarray(at - Number(piece.start));
  if (!rest?.length) throw new Error(`The upload ${id} of ${files.length} files has no content from ${at} on.`);
  return rest;
}
