import { eq, sql } from "drizzle-orm";
import { cloudConnections, clouds } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import { seal, unseal } from "../keys/ring";

type NewCloud = {
  slug: string;
  name: string;
  driver: "sandbox" | "none";
  region?: string;
  connection?: { url: string; token: string };
};

/**
 * Adds a host cloud, or brings the connection of the one with that slug up to date. Its colour is the next of eight and
 * is kept for ever.
 * @returns the cloud's id.
 */
export async function addCloud(ctx: Context, input: NewCloud): Promise<string> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(7411005)`); // Two adders must not take the same colour.
  const [found] = await ctx.tx.select().from(clouds).where(eq(clouds.slug, input.slug));
  const id = found?.id ?? newId("cloud", ctx.now);
  if (!found) {
    const [counted] = await ctx.tx.select({ n: sql<number>`count(*)::int` }).from(clouds);
    await ctx.tx.insert(clouds).values({
      id,
      slug: input.slug,
      name: input.name,
      driver: input.driver,
      region: input.region ?? null,
      colorIndex: ((counted?.n ?? 0) % 8) + 1,
      startsMachines: input.driver !== "none",
      createdAt: ctx.now,
    });
    await recordAudit(ctx, {
      customerId: null,
      action: "cloud.added",
      subjectKind: "cloud",
      subjectId: id,
      detail: { slug: input.slug },
      topic: "clouds",
    });
  }
  if (input.connection) await connect(ctx, id, input.connection);
  return id;
}

/**
 * Keeps how a cloud is reached. What is so already changes nothing; a change is told without the token, which is
 * nobody's to read.
 */
async function connect(ctx: Context, cloudId: string, { url, token }: { url: string; token: string }): Promise<void> {
  const purpose = `cloud:${cloudId}`;
  const [before] = await ctx.tx.select().from(cloudConnections).where(eq(cloudConnections.cloudId, cloudId));
  const tokenChanged = before === undefined || opened(before.token, purpose) !== token;
  if (before?.url === url && !tokenChanged) return;
  const kept = { url, token: seal(token, purpose) };
  await ctx.tx
    .insert(cloudConnections)
    .values({ cloudId, ...kept })
    .onConflictDoUpdate({ target: cloudConnections.cloudId, set: kept });
  await recordAudit(ctx, {
    customerId: null,
    action: "cloud.connection_set",
    subjectKind: "cloud",
    subjectId: cloudId,
    detail: {
      url: withoutSecrets(url),
      ...(before && before.url !== url ? { urlBefore: withoutSecrets(before.url) } : {}),
      tokenChanged: tokenChanged ? "yes" : "no",
    },
    topic: "clouds",
  });
}

/** The token that is kept; null where its key is lost, which a new token mends. */
function opened(sealed: Buffer, purpose: string): string | null {
  try {
    return unseal(sealed, purpose).toString();
  } catch {
    return null;
  }
}

function withoutSecrets(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  url.search = "";
  return url.href;
}
