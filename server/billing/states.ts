// How a standing compares with its limit, as screens show it. It follows from the figures and is stored nowhere.
// Imports nothing. The state of a billing event is that of its overflow (server/overflow/states.ts).

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
