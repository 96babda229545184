import { sign, verify } from "node:crypto";
import { signer, verifier } from "./signing-keys";

/** Signs a payload as a compact JWS (ES256, raw r||s) with the newest key of the purpose. `typ` e.g. `lic+jws`. */
export async function signJws(
  purpose: "license" | "installer",
  payload: Record<string, unknown>,
  typ = "JWT",
): Promise<{ jws: string; kid: string }> {
  const { kid, key } = await signer(purpose);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "ES256", kid, typ })}.${encode(payload)}`;
  return {
    jws: `${signed}.${sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`,
    kid,
  };
}

/**
 * The payload of a JWS that this portal signed for this purpose, or null if it did not. Expiry is the caller's to
 * judge.
 */
export async function verifyJws(
  purpose: "license" | "installer",
  jws: string,
): Promise<Record<string, unknown> | null> {
  const [header, payload, signature, more] = jws.split(".");
  if (!header || !payload || !signature || more !== undefined) return null;
  try {
    const { alg, kid } = JSON.parse(Buffer.from(header, "base64url").toString());
    const key = await verifier(purpose, kid);
    if (alg !== "ES256" || !key) return null;
    const options = { key, dsaEncoding: "ieee-p1363" as const };
    if (!verify("sha256", Buffer.from(`${header}.${payload}`), options, Buffer.from(signature, "base64url")))
      return null;
    return JSON.parse(Buffer.from(payload, "base64url").toString());
  } catch {
    return null; // Not JSON, not base64url: not ours.
  }
}
