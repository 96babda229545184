import { gunzipSync, gzipSync } from "node:zlib";
import { withoutSecretForms } from "../redact-secrets";

/** Fields of requests and answers whose value is a secret, in any case and at any depth; no cloud's are others. */
const secretFields = new Set(
  ["password", "passphrase", "token", "secret", "authorization", "apiKey", "accessKey", "secretKey", "privateKey"].map(
    (name) => name.toLowerCase(),
  ),
);
const removed = "(not stored)";
/** Encodings inside encodings that are followed. */
const deepest = 5;

/**
 * What is stored of an exchange with a cloud: no secret, wherever it stands. Encoded text (base64, gzip) is decoded,
 * stripped and encoded again, so that what left can still be examined.
 */
export function withoutSecrets(value: unknown, depth = deepest): unknown {
  if (typeof value === "string") return strippedText(value, depth);
  if (Array.isArray(value)) return value.map((inner) => withoutSecrets(inner, depth));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretFields.has(name.toLowerCase()) && inner ? removed : withoutSecrets(inner, depth),
    ]),
  );
}

function strippedText(text: string, depth: number): string {
  const stripped = withoutSecretForms(text);
  if (depth === 0 || stripped !== text) return stripped;
  return text.replace(/[A-Za-z0-9+/_-]{16,}={0,2}/g, (found) => strippedEncoding(found, depth));
}

/** One word that may be base64 or base64url of text, or of packed text; any other stays as it is. */
function strippedEncoding(word: string, depth: number): string {
  const encoding = /[-_]/.test(word) ? "base64url" : "base64";
  const bytes = Buffer.from(word, encoding);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(packed ? gunzipSync(bytes) : bytes);
    const stripped = strippedText(text, depth - 1);
    if (stripped === text) return word;
    return (packed ? gzipSync(stripped) : Buffer.from(stripped)).toString(encoding);
  } catch {
    return word; // No text: nothing of ours is in it.
  }
}
