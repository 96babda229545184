import { eq } from "drizzle-orm";
import { artefacts } from "@/db/schema";
import type { Context } from "../context";
import { sha256 } from "../keys/link-secrets";
import { serviceBySlug } from "./queries";

/**
 * Keeps a file that machines of a service fetch; the same content again changes nothing. `arch` is `any` for scripts.
 * @throws not_found for an unknown service.
 */
export async function ensureArtefact(
  ctx: Context,
  input: { service: string; name: string; version: string; os: string; arch: string; content: Buffer },
): Promise<{ sha256: string }> {
  const hash = sha256(input.content);
  const [found] = await ctx.tx
    .select({ sha256: artefacts.sha256 })
    .from(artefacts)
    .where(eq(artefacts.sha256, hash))
    .limit(1);
  if (found) return { sha256: hash };
  const service = await serviceBySlug(ctx, input.service);
  await ctx.tx
    .insert(artefacts)
    .values({
      sha256: hash,
      serviceId: service.id,
      name: input.name,
      version: input.version,
      os: input.os,
      arch: input.arch,
      sizeBytes: BigInt(input.content.length),
      content: input.content,
      createdAt: ctx.now,
    })
    .onConflictDoNothing();
  return { sha256: hash };
}
