import { setTimeout as delay } from "node:timers/promises";
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
  return new DomainError("unavailable", "The database cannot be reached at the moment. Try again shortly.", {
    retryAfterSeconds: 5,
  });
}

/**
 * What `work` answers; while the database is away it is tried again each second.
 * @throws what `work` throws for any other reason
 */
export async function whenReachable<T>(work: () => Promise<T>, waiting: (error: Error) => void): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError || !(unreachable(error) instanceof DomainError)) throw error;
      waiting(error as Error);
      await delay(1_000);
    }
}
