import { timingSafeEqual } from "node:crypto";
import { DomainError } from "../errors";
import { sha256 } from "../keys/link-secrets";
import { guardChosenSecret } from "./guesses";
import type { Call } from "./handle";

/**
 * Compares a request's bearer with the secret of a route, in constant time. Guesses are limited.
 * @param name of the setting that holds the secret
 * @throws unauthenticated, rate_limited
 */
export async function requireSecret(
  { request, address }: Pick<Call, "request" | "address">,
  name: "CRON_SECRET" | "METRICS_SECRET",
  secret: string,
): Promise<void> {
  const refusal = () =>
    new DomainError("unauthenticated", `The secret is missing or wrong. Send it as Authorization: Bearer ${name}.`);
  const given = request.headers.get("authorization")?.replace(/^Bearer /i, "");
  if (!given) throw refusal();
  await guardChosenSecret({ kind: name, address }, () => {
    if (!timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(secret)))) throw refusal();
  });
}
