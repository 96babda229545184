import { markClosedWindows } from "../../billing/mark-closed-windows";
import { inProvider, type Request } from "../../context";
import { reconcileOverflows } from "../../overflow/reconcile-overflows";
import { settleUsage } from "../../usage/rollups/settle-usage";
import { evaluateDirtyStandings } from "../evaluate";
import { markStaleUse } from "../mark-stale-use";

/** The scheduled jobs that concern standings, as the cron runs them. */
export async function sweepStandings(request: Request): Promise<void> {
  await inProvider(request, markClosedWindows);
  await inProvider(request, markStaleUse);
  await settleUsage(request);
  await reconcileOverflows(request);
}

/** Judges until nothing is left. */
export async function judgeAll(request: Request): Promise<void> {
  while ((await evaluateDirtyStandings(request)).judged > 0);
}
