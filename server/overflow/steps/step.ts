import type { Request } from "../../context";
import type { Claim } from "../claim";

/**
 * The outcome of working on an overflow once: it moved to its next state, or waits for something and is due again after
 * so many seconds. A throw is a failed attempt.
 */
export type StepOutcome = { moved: true } | { moved: false; seconds: number; why: string };

/** The work that leads out of a state. A crash may repeat it from any point, so it looks before it acts. */
export type Step = (request: Request, claim: Claim) => Promise<StepOutcome>;

export const moved: StepOutcome = { moved: true };
export const wait = (seconds: number, why: string): StepOutcome => ({ moved: false, seconds, why });
