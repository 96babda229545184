import { DomainError } from "./errors";

/**
 * An error that says that the database is away, or asks to try again, as the refusal that a caller gets: no fault of
 * the request. Any other error stays what it is.
 */
export function unreachable(error: unknown): unknown {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || !/^(ECONN|EPIPE|CONNECTION_|CONNECT_TIMEOUT|53300|57P0[123]|40001|40P01)/.test(code))
    return error;
  return new DomainError("unavailable", "Spillway's database cannot be reached at the moment. Try again shortly.", {
    retryAfterSeconds: 5,
  });
}
