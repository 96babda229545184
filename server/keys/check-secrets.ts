import { createHash, timingSafeEqual } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { installation, signingKeys } from "@/db/schema";
import type { Context } from "../context";
import { type Env, env } from "../env";
import { parseRing, seal, unseal } from "./ring";

const purpose = "secrets-check";
type Secrets = Pick<Env, "SPILLWAY_KEYS" | "NEXTAUTH_SECRET">;
const hashOfSecret = (own: Secrets) => createHash("sha256").update(own.NEXTAUTH_SECRET).digest();

/**
 * Tries this process's secrets on the database. The first process of an installation stores what the others are tried
 * on: two installations on one database, or web processes with different secrets, refuse what the other one made.
 * @throws Error with a sentence for the operator where SPILLWAY_KEYS or NEXTAUTH_SECRET are not the installation's
 */
export async function checkSecrets(ctx: Context, own: Secrets = env()): Promise<void> {
  const [here] = await ctx.tx.select({ check: installation.secretsCheck }).from(installation);
  const [key] = await ctx.tx.select({ kid: signingKeys.kid, secret: signingKeys.secret }).from(signingKeys).limit(1);
  if (key) opened(own, key.secret, `signing:${key.kid}`);
  if (!here) return; // Nothing of an installation is there yet.
  if (here.check === null) return storeCheck(ctx, { own });
  if (timingSafeEqual(opened(own, here.check, purpose), hashOfSecret(own))) return;
  throw new Error(
    "NEXTAUTH_SECRET is not the one of this database's installation: sessions of one web process would not count in " +
      "another. Give every process the same (the first start wrote it to secrets.json). To change it for all, which " +
      "signs everybody out, stop every process and run `spillway secrets accept` with the new one.",
  );
}

/** Stores what other processes are tried on; with `anew` in place of what is stored. */
export async function storeCheck(
  ctx: Context,
  { anew = false, own = env() }: { anew?: boolean; own?: Secrets } = {},
): Promise<void> {
  const only = anew ? undefined : isNull(installation.secretsCheck);
  await ctx.tx
    .update(installation)
    .set({ secretsCheck: seal(hashOfSecret(own), purpose, parseRing(own.SPILLWAY_KEYS)) })
    .where(and(eq(installation.id, "this"), only));
}

function opened(own: Secrets, sealed: Buffer, sealedFor: string): Buffer {
  try {
    return unseal(sealed, sealedFor, parseRing(own.SPILLWAY_KEYS));
  } catch (cause) {
    throw new Error(
      "SPILLWAY_KEYS does not open what this database holds: it belongs to an installation with other keys. Put its " +
        "keys back (secrets.json of its first start, or a backup of it), or use another database. Nothing was changed.",
      { cause },
    );
  }
}
