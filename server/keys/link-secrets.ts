import { createHash, createHmac } from "node:crypto";
import { linkKey } from "./signing-keys";

export const sha256 = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");

/**
 * Token and URL secret of an installation link, derived from its public id and never stored (docs/rules.md 8.1): a
 * stolen database alone yields neither, and the same link can be downloaded any number of times.
 */
export async function linkSecrets(
  publicId: string,
  keyId?: string,
): Promise<{ keyId: string; token: string; urlSecret: string }> {
  const { kid, secret } = await linkKey(keyId);
  const derive = (use: string) => createHmac("sha256", secret).update(`${use}|${publicId}`).digest("base64url");
  return { keyId: kid, token: derive("tok"), urlSecret: derive("url") };
}
