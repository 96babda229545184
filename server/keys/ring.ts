import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { env } from "../env";

type Ring = { kid: string; key: Buffer }[];

/** Reads SPILLWAY_KEYS: `kid:base64(32 bytes)`, comma-separated, newest first. */
export function parseRing(text: string): Ring {
  return text.split(",").map((entry) => {
    const [kid, encoded] = entry.trim().split(":");
    const key = Buffer.from(encoded ?? "", "base64");
    if (!kid || key.length !== 32)
      throw new Error("SPILLWAY_KEYS: each entry is a name, a colon and 32 bytes in base64, e.g. k1:….");
    return { kid, key };
  });
}

/**
 * Encrypts a secret for the database (AES-256-GCM under the ring's first key). `purpose` is authenticated with it: a
 * value sealed for one purpose does not open for another. Layout: length of kid, kid, 12 bytes nonce, 16 bytes tag,
 * cipher text.
 */
export function seal(secret: Buffer | string, purpose: string, ring: Ring = parseRing(env().SPILLWAY_KEYS)): Buffer {
  const first = ring[0] as Ring[number];
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", first.key, nonce).setAAD(Buffer.from(purpose));
  const text = Buffer.concat([cipher.update(secret), cipher.final()]);
  const kid = Buffer.from(first.kid);
  return Buffer.concat([Buffer.of(kid.length), kid, nonce, cipher.getAuthTag(), text]);
}

/**
 * Opens what `seal` made. @throws when its key is not on the ring (the error names it), or when it was changed.
 */
export function unseal(sealed: Buffer, purpose: string, ring: Ring = parseRing(env().SPILLWAY_KEYS)): Buffer {
  const start = 1 + (sealed[0] ?? 0);
  const kid = sealed.subarray(1, start).toString();
  const entry = ring.find((candidate) => candidate.kid === kid);
  if (!entry)
    throw new Error(`A secret was encrypted under key ${kid}, which SPILLWAY_KEYS does not hold. Put that key back.`);
  const decipher = createDecipheriv("aes-256-gcm", entry.key, sealed.subarray(start, start + 12))
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(start + 12, start + 28));
  return Buffer.concat([decipher.update(sealed.subarray(start + 28)), decipher.final()]);
}
