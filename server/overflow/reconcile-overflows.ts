import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { DrizzleQueryError } from "drizzle-orm";
import { clockNow } from "../clock";
import { inProvider, type Request } from "../context";
import { log } from "../log";
import { type Claim, claimOverflow, LeaseLost, releaseClaim, saveOverflow } from "./claim";
import { recordOverflowStep } from "./record-overflow-step";
import { type OverflowState, type OverflowStepName, type OverflowWork, workOfOverflow } from "./states";
import { awaitAcknowledgement, awaitEnrolment, carry } from "./steps/carry";
import { configure, create, prepareCreation } from "./steps/create";
import { identify } from "./steps/identify";
import { notify } from "./steps/notify";
import type { Step, StepOutcome } from "./steps/step";
import { retire, undo } from "./steps/take-down";
import { markStuck } from "./steps/wait-for-machine";
import { watchUse } from "./steps/watch-use";

/** The function of each work; states.ts holds the state that each leads out of. */
const works: Record<OverflowWork, Step> = {
  identify,
  configure,
  prepareCreation,
  create,
  awaitEnrolment,
  awaitAcknowledgement,
  carry,
  notify,
  watchUse,
  retire,
  undo,
};

/** After so many failed attempts at one step the overflow is `stuck`. */
const attemptsMax = 8;
const retrySeconds = (attempts: number) => Math.min(5 * 2 ** attempts, 300);

/** Called before the work of a step begins and after its outcome is committed; tests end the process there. */
export type StepObserver = (at: "before" | "after", state: OverflowState) => void;

/**
 * Works on the overflows that are due, each under a lease, until none is due or `bound` were looked at. Reads its input
 * from the rows alone, may run in any number of processes, and may be killed at any point; the next run is the retry.
 */
export async function reconcileOverflows(
  request: Request,
  { bound = 50, observe }: { bound?: number; observe?: StepObserver } = {},
): Promise<{ looked: number; moved: number; failed: number }> {
  const done = { looked: 0, moved: 0, failed: 0 };
  while (done.looked < bound) {
    // Each lease has a holder of its own: two runs in one process must not share one.
    const holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
    const claim = await claimOverflow({ ...request, now: clockNow() }, holder);
    if (!claim) break;
    done.looked += 1;
    const outcome = await workOn({ ...request, now: clockNow() }, claim, observe);
    if (outcome === "moved") done.moved += 1;
    if (outcome === "failed") done.failed += 1;
  }
  return done;
}

async function workOn(
  request: Request,
  claim: Claim,
  observe?: StepObserver,
): Promise<"moved" | "waits" | "failed" | "lost"> {
  const work = workOfOverflow(claim.overflow.state);
  if (!work) throw new Error(`No work leads out of ${claim.overflow.state}.`);
  try {
    observe?.("before", claim.overflow.state);
    const outcome: StepOutcome = await works[work.name](request, claim);
    observe?.("after", claim.overflow.state);
    const seconds = outcome.moved ? 0 : outcome.seconds;
    await releaseClaim(request, claim, new Date(clockNow().getTime() + seconds * 1000));
    return outcome.moved ? "moved" : "waits";
  } catch (error) {
    if (error instanceof LeaseLost) return "lost";
    await recordFailure(request, claim, work.step, error as Error);
    return "failed";
  }
}

/** A failure for people: the step's or the cloud's own sentence; of a fault in Spillway only that there was one. */
function publicMessage({ requestId }: Request, { overflow }: Claim, error: Error): string {
  if (!(error instanceof DrizzleQueryError || error instanceof TypeError)) return error.message;
  log.error({ requestId, overflowId: overflow.id, state: overflow.state, err: error }, "an overflow's step failed");
  return "Something went wrong inside the portal. The log holds the cause under this overflow's id.";
}

async function recordFailure(request: Request, claim: Claim, step: OverflowStepName, error: Error): Promise<void> {
  const attempts = claim.overflow.attempts + 1;
  const message = publicMessage(request, claim, error);
  const nextAttemptAt = new Date(clockNow().getTime() + retrySeconds(attempts) * 1000);
  await inProvider(request, async (ctx) => {
    if (attempts >= attemptsMax) await markStuck(ctx, claim, step, message, attempts);
    else {
      await saveOverflow(ctx, claim, { attempts, error: message, nextAttemptAt, leasedBy: null, leasedUntil: null });
      await recordOverflowStep(ctx, claim.overflow, step, { state: "failed", error: message, nextAttemptAt });
    }
  }).catch((fault) => {
    if (!(fault instanceof LeaseLost)) throw fault;
  });
}
