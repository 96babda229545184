// What a limit does with use above it, how use compares with it, and what becomes of use that a program reserves.
// Imports nothing. The state of a billing event is that of its overflow (server/overflow/states.ts).

/**
 * What a limit does with use above it. All of it is billed, and customer and staff are warned. `off`: no more than
 * that. `restrict`: programs that check first are refused what does not fit. `ask` and `automatic`: a machine takes it
 * over.
 */
export const overflowPolicies = ["off", "restrict", "ask", "automatic"] as const;
export type OverflowPolicy = (typeof overflowPolicies)[number];
const startingNone: readonly OverflowPolicy[] = ["off", "restrict"];
/** Whether a limit's policy ever starts an overflow machine. */
export const startsMachines = (policy: OverflowPolicy): boolean => !startingNone.includes(policy);

/** What would follow assumed use: people are warned of the threshold, or an event is raised under a limit's policy. */
export const followingActs = ["none", "threshold", ...overflowPolicies] as const;
export type FollowingAct = (typeof followingActs)[number];

/** How a program ended its reservation; one that it does not end expires. */
export const reservationOutcomes = ["committed", "released"] as const;
export type ReservationOutcome = (typeof reservationOutcomes)[number];
export const reservationStates = ["held", ...reservationOutcomes, "expired"] as const;
export type ReservationState = (typeof reservationStates)[number];
/** The state of a reservation at an instant. */
export function reservationState(
  { outcome, expiresAt }: { outcome: ReservationOutcome | null; expiresAt: Date },
  now: Date,
): ReservationState {
  return outcome ?? (expiresAt > now ? "held" : "expired");
}

// How a standing compares with its limit, as screens show it: it follows from the figures and is stored nowhere.

/** The most urgent first: not carried, carried, at the limit, past the threshold. */
export const standingStates = ["excess", "overflow", "at_limit", "near", "fine", "no_limit"] as const;
export type StandingState = (typeof standingStates)[number];

const sets = {
  /** Use is above the limit, carried or not. */
  above: ["excess", "overflow"],
  /** The threshold is met and nothing is above the limit. */
  nearLimit: ["near", "at_limit"],
} satisfies Record<string, StandingState[]>;

export type StandingSet = keyof typeof sets;
export const standingIs = (set: StandingSet, state: StandingState): boolean =>
  (sets as Record<StandingSet, StandingState[]>)[set].includes(state);

/** How a subscription bills: what lies above its limits, or the clouds' margins over and under reference shares. */
export const billingModes = ["limit", "offset"] as const;
export type BillingMode = (typeof billingModes)[number];
