import type { Actor } from "../context";
import { guardGuesses } from "../http/guesses";
import type { Call } from "../http/handle";
import { limit, refusedMs } from "../http/limits";
import { authenticateKey } from "./authenticate-key";

/**
 * The program that makes a call, by its key; its requests and wrong keys are limited.
 * @throws unauthenticated, rate_limited
 */
export async function callingProgram({
  request,
  address,
  answerHeaders,
}: Pick<Call, "request" | "address" | "answerHeaders">): Promise<Extract<Actor, { kind: "key" }>> {
  const header = request.headers.get("authorization");
  if (header === null) return authenticateKey(null);
  return guardGuesses({ kind: "api key", address, credential: header }, async () => {
    const counted = () => limit("key", header, answerHeaders);
    // Who is over the limit costs the database nothing more.
    if (refusedMs("key", header) > 0) await counted();
    const [, actor] = await Promise.all([counted(), authenticateKey(header)]);
    return actor;
  });
}
