import { createHash, createPublicKey, verify } from "node:crypto";

/** Checks a machine's signature: P-256, DER as openssl writes it, base64, over the text's bytes. */
export function machineSigned(publicKeyPem: string, text: string, signatureBase64: string): boolean {
  try {
    return verify("sha256", Buffer.from(text), createPublicKey(publicKeyPem), Buffer.from(signatureBase64, "base64"));
  } catch {
    return false; // Not a key, or not a signature.
  }
}

/** RFC 7638 thumbprint of a P-256 public key, SHA-256, base64url. @returns null when the PEM is no P-256 key. */
export function keyThumbprint(publicKeyPem: string): string | null {
  try {
    const jwk = createPublicKey(publicKeyPem).export({ format: "jwk" });
    if (jwk.crv !== "P-256") return null;
    return createHash("sha256")
      .update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }))
      .digest("base64url");
  } catch {
    return null;
  }
}
