/**
 * How long a process may take over one delivery before another takes it up, in milliseconds. A mail gives up before.
 */
export const leaseMs = 20_000;

/** No failed delivery is tried again later. */
export const longestWaitSeconds = 3600;

/** When a delivery that failed for the n-th time (from 1) is tried again: 30 s, doubling, at most an hour. */
export function nextAttempt(now: Date, attempts: number): Date {
  const seconds = Math.min(longestWaitSeconds, 30 * 2 ** Math.min(attempts - 1, 10));
  return new Date(now.getTime() + seconds * 1000);
}
