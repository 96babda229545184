import { and, eq } from "drizzle-orm";
import { artefactPieces, artefacts } from "@/db/schema";
import { inProvider, type Request } from "../context";

/**
 * An artefact by its SHA-256, or null. Each piece is read by a query of its own when the reader asks for it: memory
 * stays level however large the file, and a slow reader holds no connection.
 */
export async function streamArtefact(
  request: Request,
  sha256: string,
): Promise<{ sizeBytes: bigint; body: ReadableStream<Uint8Array> } | null> {
  const [found] = await inProvider(request, ({ tx }) =>
    tx.select({ sizeBytes: artefacts.sizeBytes }).from(artefacts).where(eq(artefacts.sha256, sha256)),
  );
  if (!found) return null;
  let left = Number(found.sizeBytes);
  let position = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (left > 0) {
          const piece = await readPiece(request, sha256, position);
          position += 1;
          left -= piece.length;
          controller.enqueue(piece);
        }
        if (left <= 0) controller.close();
      },
    },
    { highWaterMark: 0 }, // Nothing is read ahead.
  );
  return { sizeBytes: found.sizeBytes, body };
}

async function readPiece(request: Request, sha256: string, position: number): Promise<Buffer> {
  const [piece] = await inProvider(request, ({ tx }) =>
    tx
      .select({ content: artefactPieces.content })
      .from(artefactPieces)
      .where(and(eq(artefactPieces.sha256, sha256), eq(artefactPieces.position, position))),
  );
  if (!piece) throw new Error(`Piece ${position} of the artefact ${sha256} is missing.`);
  return piece.content;
}
