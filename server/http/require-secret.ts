import { timingSafeEqual } from "node:crypto";
import { DomainError } from "../errors";
import { sha256 } from "../keys/link-secrets";

/**
 * Compares a request's bearer with the secret of a route, in constant time.
 * @param name of the setting that holds the secret
 * @throws unauthenticated
 */
export function requireSecret(request: globalThis.Request, name: string, secret: string): void {
  const given = request.headers.get("authorization")?.replace(/^Bearer /i, "") ?? "";
  if (!timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(secret))))
    throw new DomainError(
      "unauthenticated",
      `The secret is missing or wrong. Send it as Authorization: Bearer ${name}.`,
    );
}
