import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { signingKeys } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { cachedUntilChanged } from "../cached-until-changed";
import { type Context, jobRequest } from "../context";
import { seal, unseal } from "./ring";

const keyPurposes = ["license", "installer", "link"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];
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

/** All signing keys, newest first, cached until one changes; made at the first call of an installation. */
function allKeys(): Promise<SigningKey[]> {
  return cachedUntilChanged("signing_keys", async (tx) => {
    const read = () => tx.select().from(signingKeys).orderBy(desc(signingKeys.createdAt));
    let rows = await read();
    const missing = keyPurposes.filter((purpose) => !rows.some((row) => row.purpose === purpose));
    if (missing.length > 0) {
      await makeMissingKeys({ ...jobRequest("keys"), tx });
      rows = await read();
    }
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
  });
}

/** One maker at a time: two processes that start together must not make two link keys. Held until the commit. */
async function lockKeys(ctx: Context): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(7411003)`);
}

async function makeMissingKeys(ctx: Context): Promise<void> {
  await lockKeys(ctx);
  const rows = await ctx.tx.selectDistinct({ purpose: signingKeys.purpose }).from(signingKeys);
  for (const purpose of keyPurposes)
    if (!rows.some((row) => row.purpose === purpose)) await makeKey(ctx, purpose, ctx.now);
}

async function makeKey(ctx: Context, purpose: KeyPurpose, createdAt: Date): Promise<string> {
  const kid = `${purpose}-${randomBytes(4).toString("hex")}`;
  const pair = purpose === "link" ? null : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const secret = pair ? pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString() : randomBytes(32);
  await ctx.tx.insert(signingKeys).values({
    kid,
    purpose,
    algorithm: pair ? "ES256" : "HMAC",
    publicPem: pair ? pair.publicKey.export({ type: "spki", format: "pem" }).toString() : null,
    secret: seal(secret, `signing:${kid}`),
    createdAt,
  });
  return kid;
}

/**
 * Makes a new key of this purpose, with which all processes sign as soon as its notification reaches them. The key
 * before it stays live, older ones are retired: what they signed is still verified, and their links still open. No
 * command calls it yet: an installed machine knows the license keys of its installation alone.
 */
export async function rotateSigningKey(ctx: Context, purpose: KeyPurpose): Promise<{ kid: string }> {
  await lockKeys(ctx);
  const before = await ctx.tx
    .select({ kid: signingKeys.kid, createdAt: signingKeys.createdAt })
    .from(signingKeys)
    .where(and(eq(signingKeys.purpose, purpose), isNull(signingKeys.retiredAt)))
    .orderBy(desc(signingKeys.createdAt));
  // Later than the key before it in any case: the newest key is the one that signs.
  const createdAt = new Date(Math.max(ctx.now.getTime(), (before[0]?.createdAt.getTime() ?? 0) + 1));
  const kid = await makeKey(ctx, purpose, createdAt);
  const older = before.slice(1).map((key) => key.kid);
  if (older.length > 0)
    await ctx.tx.update(signingKeys).set({ retiredAt: ctx.now }).where(inArray(signingKeys.kid, older));
  await recordAudit(ctx, {
    customerId: null,
    action: "signing_key.rotated",
    subjectKind: "signing_key",
    subjectId: kid,
    detail: { purpose, retired: older.join(" ") },
  });
  return { kid };
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
