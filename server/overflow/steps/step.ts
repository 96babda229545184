import type { Request } from "../../context";
import type { Claim } from "../claim";

/**
 * What one look at an overflow came to: it moved to its next state, or there is something to wait for (looked at again
 * after so many seconds, or sooner when woken). A throw is a failed attempt.
 */
export type Outcome = { moved: true } | { moved: false; seconds: number; why: string };

/** The work that leads out of one state. It may be run again after a crash at any point: it looks before it does. */
export type Step = (request: Request, claim: Claim) => Promise<Outcome>;

export const moved: Outcome = { moved: true };
export const wait = (seconds: number, why: string): Outcome => ({ moved: false, seconds, why });
