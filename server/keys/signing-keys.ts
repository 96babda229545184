import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { desc, eq, sql } from "drizzle-orm";
import { signingKeys } from "@/db/schema";
import { type Context, inProvider, jobRequest } from "../context";
import { seal, unseal } from "./ring";

export type KeyPurpose = "license" | "installer" | "link";
export type PublicKey = { kid: string; pem: string };
type SigningKey = {
  kid: string;
  purpose: KeyPurpose;
  publicPem: string | null;
  secret: Buffer;
  /** Read once: reading a key from its PEM takes many times as long as signing with it. */
  privateKey: KeyObject | null;
  publicKey: KeyObject | null;
  retiredAt: Date | null;
};

const held = globalThis as typeof globalThis & { spillwaySigningKeys?: Promise<SigningKey[]> };

/** All signing keys, newest first, read once per process; made at the first call of an installation. */
function allKeys(): Promise<SigningKey[]> {
  held.spillwaySigningKeys ??= inProvider(jobRequest("keys"), async (ctx) => {
    // One maker at a time: two processes that start together must not make two link keys.
    await ctx.tx.execute(sql`select pg_advisory_xact_lock(7411003)`);
    for (const purpose of ["license", "installer", "link"] as const) await ensureKey(ctx, purpose);
    const rows = await ctx.tx.select().from(signingKeys).orderBy(desc(signingKeys.createdAt));
    return rows.map((row) => {
      const secret = unseal(row.secret, `signing:${row.kid}`);
      return {
        ...row,
        purpose: row.purpose as KeyPurpose,
        secret,
        privateKey: row.publicPem ? createPrivateKey(secret) : null,
        publicKey: row.publicPem ? createPublicKey(row.publicPem) : null,
      };
    });
  }).catch((error) => {
    held.spillwaySigningKeys = undefined;
    throw error;
  });
  return held.spillwaySigningKeys;
}

async function ensureKey(ctx: Context, purpose: KeyPurpose): Promise<void> {
  const [found] = await ctx.tx
    .select({ kid: signingKeys.kid })
    .from(signingKeys)
    .where(eq(signingKeys.purpose, purpose))
    .limit(1);
  if (found) return;
  const kid = `${purpose}-${randomBytes(4).toString("hex")}`;
  const pair = purpose === "link" ? null : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const secret = pair ? pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString() : randomBytes(32);
  await ctx.tx.insert(signingKeys).values({
    kid,
    purpose,
    algorithm: pair ? "ES256" : "HMAC",
    publicPem: pair ? pair.publicKey.export({ type: "spki", format: "pem" }).toString() : null,
    secret: seal(secret, `signing:${kid}`),
    createdAt: ctx.now,
  });
}

/** The newest live key of a purpose, for signing. */
export async function signer(purpose: "license" | "installer"): Promise<{ kid: string; key: KeyObject }> {
  const found = (await allKeys()).find((key) => key.purpose === purpose && !key.retiredAt);
  if (!found?.privateKey) throw new Error(`There is no live ${purpose} key.`);
  return { kid: found.kid, key: found.privateKey };
}

/** The public key that verifies what was signed under this id for this purpose, or undefined. */
export async function verifier(purpose: "license" | "installer", kid: unknown): Promise<KeyObject | undefined> {
  return (await allKeys()).find((key) => key.purpose === purpose && key.kid === kid)?.publicKey ?? undefined;
}

/** Public keys of a purpose, retired ones too while documents signed by them may live. */
export async function publicKeys(purpose: "license" | "installer"): Promise<PublicKey[]> {
  return (await allKeys()).flatMap((key) =>
    key.purpose === purpose && key.publicPem ? [{ kid: key.kid, pem: key.publicPem }] : [],
  );
}

/** The HMAC secret of a link key; without `kid` the newest. */
export async function linkKey(kid?: string): Promise<{ kid: string; secret: Buffer }> {
  const found = (await allKeys()).find((key) => key.purpose === "link" && (kid ? key.kid === kid : !key.retiredAt));
  if (!found) throw new Error(kid ? `The link key ${kid} is lost.` : "There is no live link key.");
  return { kid: found.kid, secret: found.secret };
}
