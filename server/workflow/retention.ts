import { clearReadings, pruneIdleStandings } from "../billing/prune-standings";
import { pruneReservations } from "../billing/usage-reservations";
import { clockNow } from "../clock";
import { pruneExchanges } from "../clouds/prune-exchanges";
import { type Context, inProvider } from "../context";
import { pruneLimits } from "../http/prune-limits";
import { pruneRequests } from "../idempotency/prune-requests";
import { pruneEndedSessions } from "../identity/end-session";
import { pruneRuns } from "../jobs/prune-runs";
import type { JobReport, JobRun } from "../jobs/start-due-jobs";
import { pruneObservations, pruneProbes } from "../monitoring/prune-monitoring";
import { pruneBatches } from "../usage/record/prune-batches";
import { pruneUploads } from "../usage/uploads/prune-uploads";

type Kind = {
  /** How long it is stored, in days. */
  days: number;
  prune: (ctx: Context, old: { before: Date; limit: number }) => Promise<number>;
};

/**
 * How long what grows with time is stored (docs/operations.md, "Retention"). What money refers to is not among it:
 * usage records and ticks, billing events, charges, statements, licenses, the audit log.
 */
export const retention = {
  /** Polls of clouds and tests of connections. */
  pollExchanges: { days: 14, prune: (ctx, old) => pruneExchanges(ctx, { about: "cloud", ...old }) },
  testExchanges: { days: 14, prune: (ctx, old) => pruneExchanges(ctx, { about: "none", ...old }) },
  /** Exchanges about machines; those about overflows and billing events are their evidence, and stay. */
  machineExchanges: { days: 90, prune: (ctx, old) => pruneExchanges(ctx, { about: "machine", ...old }) },
  /** Readings of standings, counted from the end of the window. */
  readings: { days: 35, prune: clearReadings },
  /** Standings of windows in which nothing happened, counted from the end of the window. */
  idleStandings: { days: 400, prune: pruneIdleStandings },
  /** Reservations of use, counted from when they expired. */
  reservations: { days: 90, prune: pruneReservations },
  /** Receipts of batches of usage. */
  batches: { days: 90, prune: pruneBatches },
  /** Uploads of files, counted from the last that happened to them. */
  uploads: { days: 7, prune: pruneUploads },
  probes: { days: 35, prune: pruneProbes },
  /** Last observations of machines, counted from their retirement. */
  observations: { days: 90, prune: pruneObservations },
  /** What was counted under limits whose window has ended, and sessions that were ended and have expired since. */
  limits: { days: 0, prune: pruneLimits },
  endedSessions: { days: 0, prune: pruneEndedSessions },
  /** Requests with an Idempotency-Key, which expire by themselves. */
  idempotentRequests: { days: 1, prune: pruneRequests },
  /** Runs of scheduled jobs. */
  runs: { days: 7, prune: pruneRuns },
} as const satisfies Record<string, Kind>;

/** Rows deleted in one transaction, and transactions of one kind in one run; what is left comes with the next run. */
const piece = 1000;
const piecesInOneRun = 200;
const dayMs = 86_400_000;

/**
 * Deletes what is older than its retention, a piece in each transaction. Reports how many rows of each kind. Ends early
 * where the job's lease was lost.
 */
export async function applyRetention({ request, signal }: JobRun): Promise<JobReport> {
  const pruned: Record<string, number> = {};
  for (const [name, { days, prune }] of Object.entries<Kind>(retention)) {
    const before = new Date(request.now.getTime() - days * dayMs);
    for (let n = 0; n < piecesInOneRun; n++) {
      signal.throwIfAborted();
      const rows = await inProvider({ ...request, now: clockNow() }, (ctx) => prune(ctx, { before, limit: piece }));
      if (rows > 0) pruned[name] = (pruned[name] ?? 0) + rows;
      if (rows < piece) break;
    }
  }
  return { ...pruned, idle: Object.keys(pruned).length === 0 };
}
