import { hostname } from "node:os";
import { DrizzleQueryError } from "drizzle-orm";
import { clockNow } from "../clock";
import { inProvider, type Request } from "../context";
import { log } from "../log";
import { type Claim, claimOverflow, LeaseLost, recordStep, releaseClaim, saveOverflow } from "./claim";
import { type OverflowState, type OverflowStepName, type OverflowWork, workOfOverflow } from "./states";
import { awaitAcknowledgement, awaitEnrolment, carry, notify } from "./steps/carry";
import { configure, create, prepareCreation } from "./steps/create";
import { identify } from "./steps/identify";
import { retire, undo, watchUse } from "./steps/retire";
import type { Outcome, Step } from "./steps/step";
import { stick } from "./steps/wait-for-machine";

/** The function of each work; states.ts says which work leads out of which state. */
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

/** After so many failed attempts at one step somebody has to look: `stuck`. */
const attemptsMax = 8;
const retrySeconds = (attempts: number) => Math.min(5 * 2 ** attempts, 300);

/** Sees each step before its work begins and after its outcome is committed; tests end the process there. */
export type StepObserver = (at: "before" | "after", state: OverflowState) => void;

const here = `${hostname()}:${process.pid}`;
let claims = 0;

/**
 * Works off overflows that are due, each under a lease, until none is or `bound` looks were taken. Takes no input but
 * what the rows say, is safe side by side and to be killed at any point; the next run is the retry.
 */
export async function reconcileOverflows(
  request: Request,
  { bound = 50, observe }: { bound?: number; observe?: StepObserver } = {},
): Promise<{ looked: number; moved: number; failed: number }> {
  const done = { looked: 0, moved: 0, failed: 0 };
  while (done.looked < bound) {
    // Each lease has a holder of its own: two runs in one process must not take the other's for theirs.
    claims += 1;
    const claim = await claimOverflow({ ...request, now: clockNow() }, `${here}:${claims}`);
    if (!claim) break;
    done.looked += 1;
    const outcome = await take({ ...request, now: clockNow() }, claim, observe);
    if (outcome === "moved") done.moved += 1;
    if (outcome === "failed") done.failed += 1;
  }
  return done;
}

async function take(
  request: Request,
  claim: Claim,
  observe?: StepObserver,
): Promise<"moved" | "waits" | "failed" | "lost"> {
  const work = workOfOverflow(claim.overflow.state);
  if (!work) throw new Error(`No work leads out of ${claim.overflow.state}.`);
  try {
    observe?.("before", claim.overflow.state);
    const outcome: Outcome = await works[work.name](request, claim);
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

/**
 * What people are told of a failure: the step's or the cloud's own sentence; of a fault in Spillway no more than that
 * there was one.
 */
function toldOf({ requestId }: Request, { overflow }: Claim, error: Error): string {
  if (!(error instanceof DrizzleQueryError || error instanceof TypeError)) return error.message;
  log.error({ requestId, overflowId: overflow.id, state: overflow.state, err: error }, "an overflow's step failed");
  return "Something went wrong inside Spillway. Its log says what, under this overflow's id.";
}

async function recordFailure(request: Request, claim: Claim, step: OverflowStepName, error: Error): Promise<void> {
  const attempts = claim.overflow.attempts + 1;
  const told = toldOf(request, claim, error);
  const nextAttemptAt = new Date(clockNow().getTime() + retrySeconds(attempts) * 1000);
  await inProvider(request, async (ctx) => {
    if (attempts >= attemptsMax) await stick(ctx, claim, step, told, attempts);
    else {
      await saveOverflow(ctx, claim, { attempts, error: told, nextAttemptAt, leasedBy: null, leasedUntil: null });
      await recordStep(ctx, claim.overflow, step, { state: "failed", error: told, nextAttemptAt });
    }
  }).catch((fault) => {
    if (!(fault instanceof LeaseLost)) throw fault;
  });
}
