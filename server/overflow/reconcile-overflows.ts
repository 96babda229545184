import { hostname } from "node:os";
import { DrizzleQueryError } from "drizzle-orm";
import { clockNow } from "../clock";
import { inProvider, type Request } from "../context";
import { log } from "../log";
import {
  type Claim,
  claimOverflow,
  LeaseLost,
  type OverflowState,
  recordStep,
  releaseClaim,
  saveOverflow,
} from "./claim";
import { awaitAcknowledgement, awaitEnrolment, carry, notify } from "./steps/carry";
import { configure, create, prepareCreation } from "./steps/create";
import { identify } from "./steps/identify";
import { retire, watchUse } from "./steps/retire";
import type { Outcome, Step } from "./steps/step";
import { stick } from "./steps/wait-for-machine";

/**
 * The life of an overflow, as a table: in this state, this work leads out of it (docs/rules.md 5.7). States without
 * work rest.
 */
const steps: Partial<Record<OverflowState, { work: Step; step: string }>> = {
  requested: { work: identify, step: "resource_identified" },
  held_approval: { work: identify, step: "resource_identified" },
  held_credit: { work: identify, step: "resource_identified" },
  resource_identified: { work: configure, step: "configured" },
  configured: { work: prepareCreation, step: "creating" },
  creating: { work: create, step: "creating" },
  installing: { work: awaitEnrolment, step: "installing" },
  enrolled: { work: awaitAcknowledgement, step: "entitled" },
  entitled: { work: carry, step: "carried" },
  active: { work: notify, step: "notified" },
  settled: { work: watchUse, step: "retiring" },
  retiring: { work: retire, step: "retiring" },
  unwinding: { work: retire, step: "retiring" },
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
  const entry = steps[claim.overflow.state];
  if (!entry) throw new Error(`No work leads out of ${claim.overflow.state}.`);
  try {
    observe?.("before", claim.overflow.state);
    const outcome: Outcome = await entry.work(request, claim);
    observe?.("after", claim.overflow.state);
    const seconds = outcome.moved ? 0 : outcome.seconds;
    await releaseClaim(request, claim, new Date(clockNow().getTime() + seconds * 1000));
    return outcome.moved ? "moved" : "waits";
  } catch (error) {
    if (error instanceof LeaseLost) return "lost";
    await recordFailure(request, claim, entry.step, error as Error);
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

async function recordFailure(request: Request, claim: Claim, step: string, error: Error): Promise<void> {
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
