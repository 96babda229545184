import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { artefactPieces, artefacts } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { serviceBySlug } from "./queries";

/** Bytes that are written and read at once. */
export const pieceBytes = 256 * 1024;

/** Begins to read the content; it is read twice, first for its SHA-256. */
type ArtefactContent = () => AsyncIterable<Buffer> | Iterable<Buffer>;

export type NewArtefact = {
  service: string;
  name: string;
  /** Left away: the first digits of the SHA-256, for contents that have no number of their own. */
  version?: string;
  os: string;
  /** `any` for scripts. */
  arch: string;
  content: ArtefactContent;
};

/**
 * Stores a file that machines of a service fetch, a piece at a time; the same content again changes nothing.
 * @throws not_found for an unknown service
 */
export async function ensureArtefact(ctx: Context, input: NewArtefact): Promise<{ sha256: string }> {
  const { sha256, bytes } = await digestOf(input.content);
  const [found] = await ctx.tx
    .select({ sha256: artefacts.sha256 })
    .from(artefacts)
    .where(eq(artefacts.sha256, sha256))
    .limit(1);
  if (found) return { sha256 };
  const service = await serviceBySlug(ctx, input.service);
  const made = await ctx.tx
    .insert(artefacts)
    .values({
      sha256,
      serviceId: service.id,
      name: input.name,
      version: input.version ?? sha256.slice(0, 12),
      os: input.os,
      arch: input.arch,
      sizeBytes: BigInt(bytes),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ sha256: artefacts.sha256 });
  if (made.length === 0) return { sha256 };
  await storePieces(ctx, sha256, input.content);
  await recordAudit(ctx, {
    customerId: null,
    action: "artefact.added",
    subjectKind: "artefact",
    subjectId: sha256,
    detail: { service: service.name, name: input.name, os: input.os, arch: input.arch },
  });
  return { sha256 };
}

async function storePieces(ctx: Context, sha256: string, content: ArtefactContent): Promise<void> {
  const hash = createHash("sha256");
  let position = 0;
  for await (const piece of piecesOf(content)) {
    hash.update(piece);
    await ctx.tx.insert(artefactPieces).values({ sha256, position, content: piece });
    position += 1;
  }
  if (hash.digest("hex") !== sha256) throw new Error("The artefact's content changed while it was stored. Try again.");
}

async function digestOf(content: ArtefactContent): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of content()) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** The content in pieces of `pieceBytes`, the last one shorter. */
async function* piecesOf(content: ArtefactContent): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of content()) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (; rest.length >= pieceBytes; rest = rest.subarray(pieceBytes)) yield rest.subarray(0, pieceBytes);
  }
  if (rest.length > 0) yield rest;
}
