import { setBackMs } from "../set-back";

/**
 * How long a holder has a job after its last renewal: a killed process's job goes on elsewhere after this time. In
 * milliseconds.
 */
export const jobLeaseMs = 30_000;
/** How often a running job renews its lease, in milliseconds: two renewals may fail before the lease lapses. */
export const renewMs = 10_000;

/**
 * The begin of the interval after `at`. Intervals are counted from the Unix epoch, not from the last run: whichever
 * process runs a job, and however late, there is one run for each interval.
 */
export function nextInterval(at: Date, everyMs: number): Date {
  return new Date((Math.floor(at.getTime() / everyMs) + 1) * everyMs);
}

type Lease = { nextDueAt: Date; leasedUntil: Date | null; everyMs: number };

/** Whether a process holds the job. */
export function isHeld({ leasedUntil }: Pick<Lease, "leasedUntil">, now: Date): boolean {
  return leasedUntil !== null && leasedUntil > now && leasedUntil.getTime() <= now.getTime() + jobLeaseMs + setBackMs;
}

/** Whether the next interval has begun. */
export function isDue({ nextDueAt, everyMs }: Pick<Lease, "nextDueAt" | "everyMs">, now: Date): boolean {
  return nextDueAt <= now || nextDueAt.getTime() > now.getTime() + everyMs + setBackMs;
}
