// The life of an overflow (docs/rules.md 5): every state, what leads out of it, and the named sets that queries,
// screens and texts use. Imports nothing: the database's schema and the browser read it too.

/** Every state: the usual life in its order, then the states of waiting, refusal and failure. */
export const overflowStates = [
  "requested",
  "resource_identified",
  "configured",
  "creating",
  "installing",
  "enrolled",
  "entitled",
  "active",
  "settled",
  "retiring",
  "retired",
  "held_credit",
  "held_approval",
  "declined",
  "failed",
  "unwinding",
  "stuck",
] as const;
export type OverflowState = (typeof overflowStates)[number];

/** The steps of the timeline, in their order. Each is recorded with its state, attempts and evidence. */
export const overflowStepNames = [
  "resource_identified",
  "configured",
  "creating",
  "installing",
  "enrolled",
  "entitled",
  "carried",
  "notified",
  "retiring",
] as const;
export type OverflowStepName = (typeof overflowStepNames)[number];

/** The states of one step. */
export const overflowStepStates = ["running", "done", "failed"] as const;
export type OverflowStepState = (typeof overflowStepStates)[number];

/** The work that leads out of a state; reconcile-overflows.ts maps each to its function. */
export type OverflowWork =
  | "identify"
  | "configure"
  | "prepareCreation"
  | "create"
  | "awaitEnrolment"
  | "awaitAcknowledgement"
  | "carry"
  | "notify"
  | "watchUse"
  | "retire"
  | "undo";

/** The groups by which lists filter and count. Every state belongs to one. */
export const overflowGroups = ["open", "waiting", "stuck", "carried", "ended"] as const;
export type OverflowGroup = (typeof overflowGroups)[number];

type Life = {
  group: OverflowGroup;
  /** What leads out of it, and the step under which it is recorded; null where nothing happens by itself. */
  work: { name: OverflowWork; step: OverflowStepName } | null;
  /** Where its work leads. `stuck` is left out: repeated failure leads there from every state with work. */
  leadsTo: readonly OverflowState[];
};

const identifying = { name: "identify", step: "resource_identified" } as const;

/** What leads out of each state, and where to. */
const life: Record<OverflowState, Life> = {
  requested: {
    group: "open",
    work: identifying,
    leadsTo: ["resource_identified", "held_approval", "held_credit", "declined"],
  },
  held_approval: {
    group: "waiting",
    work: identifying,
    leadsTo: ["resource_identified", "held_credit", "declined"],
  },
  held_credit: {
    group: "waiting",
    work: identifying,
    leadsTo: ["resource_identified", "held_approval", "declined"],
  },
  resource_identified: {
    group: "open",
    work: { name: "configure", step: "configured" },
    leadsTo: ["configured"],
  },
  configured: {
    group: "open",
    work: { name: "prepareCreation", step: "creating" },
    leadsTo: ["creating"],
  },
  creating: {
    group: "open",
    work: { name: "create", step: "creating" },
    // Back to `configured` when the join code lapsed before the cloud made the machine, to `requested` when the cloud
    // has no capacity left for it.
    leadsTo: ["installing", "configured", "requested", "unwinding"],
  },
  installing: {
    group: "open",
    work: { name: "awaitEnrolment", step: "installing" },
    leadsTo: ["enrolled", "unwinding"],
  },
  enrolled: {
    group: "open",
    work: { name: "awaitAcknowledgement", step: "entitled" },
    leadsTo: ["entitled", "unwinding"],
  },
  entitled: {
    group: "open",
    work: { name: "carry", step: "carried" },
    leadsTo: ["active", "unwinding"],
  },
  active: {
    group: "carried",
    work: { name: "notify", step: "notified" },
    // Back to `enrolled` to take more of the excess while it has room: its license names the larger quantity first.
    // To `retiring` when its machine was deleted at the cloud: the next ordinal replaces it.
    leadsTo: ["settled", "enrolled", "retiring"],
  },
  settled: {
    group: "carried",
    work: { name: "watchUse", step: "retiring" },
    // Back to `active` when there is excess again: the notice of its end is no longer true.
    leadsTo: ["retiring", "active"],
  },
  retiring: {
    group: "ended",
    work: { name: "retire", step: "retiring" },
    leadsTo: ["retired"],
  },
  unwinding: {
    group: "open",
    work: { name: "undo", step: "retiring" },
    leadsTo: ["failed"],
  },
  // Only people lead out of it: a retry resumes the state it stopped in, giving up unwinds.
  stuck: { group: "stuck", work: null, leadsTo: ["unwinding"] },
  retired: { group: "ended", work: null, leadsTo: [] },
  declined: { group: "ended", work: null, leadsTo: [] },
  failed: { group: "stuck", work: null, leadsTo: [] },
};

const statesWhere = (holds: (state: OverflowState) => boolean) => overflowStates.filter(holds);
const inGroup = (group: OverflowGroup) => statesWhere((state) => life[state].group === group);
const without = (some: readonly OverflowState[], others: readonly OverflowState[]) =>
  some.filter((state) => !others.includes(state));

const worked = statesWhere((state) => life[state].work !== null);
const ended = statesWhere((state) => life[state].work === null && life[state].leadsTo.length === 0);
const ongoing = without(overflowStates, ended);
const held = inGroup("waiting");
const carried = inGroup("carried");
const comingUp = without(inGroup("open"), ["unwinding"]);
const atWork: OverflowState[] = [...carried, "retiring"];
const needsAttention = [...held, ...inGroup("stuck")];

/** The named sets, each declared once. `group:` sets are those of `overflowGroups`. */
const sets = {
  /** Work leads out of them: they are looked at when due. */
  worked,
  /** Nothing leads out any more: no machine is there, and none comes. */
  ended,
  /** Not ended: a machine is there, or may still come. */
  ongoing,
  /** A question or missing credit holds them. */
  held,
  /** A machine is to come, or on its way. */
  comingUp,
  /** A resource is identified and its machine is being started. */
  onTheWay: without(comingUp, ["requested"]),
  /** The portion is carried and stays. */
  carried,
  /** The machine carries, also while it gives the portion back. */
  atWork,
  /** The portion is moving to the machine, or is there: its capacity is shown. */
  mayCarry: ["entitled", ...atWork],
  /** Machines are created, take work over or give it back: they report often. */
  movingWork: ["creating", "installing", "enrolled", "entitled", "retiring", "unwinding"],
  /** Its machine has reported, and is there until it is given up. */
  hasMachine: ["installing", "enrolled", "entitled", ...carried],
  /** The portion goes back to the first machine, or has gone back. */
  leaving: ["retiring", "retired"],
  /** No machine comes of this crossing: policy, answer or failure. It is asked once per window. */
  refused: ["declined", "failed", "unwinding"],
  /** Its machine costs: it counts in the exposure and against the number of machines that a policy allows. */
  occupying: without(ongoing, [...held, "requested"]),
  /** People should look at it, whether or not an action is possible. */
  needsAttention,
  /** It waits until a person acts: answers, gives credit, retries or gives up. */
  awaitsPerson: without(needsAttention, ended),
  /** On the operations page: under way, or in need of attention. */
  inHand: without(overflowStates, [...carried, "retired", "declined"]),
  /** A person may give the customer's answer. */
  mayAnswer: ["held_approval"],
  /** A person may have it looked at at once, or resumed where it is stuck. */
  mayRetry: ongoing,
  /** Screens offer the retry: one that is carried is watched by itself. */
  offersRetry: without(ongoing, carried),
  /** A person may give it up. */
  mayGiveUp: ["stuck"],
} satisfies Record<string, OverflowState[]>;

export type OverflowSet = keyof typeof sets;
export const overflowSets: Readonly<Record<OverflowSet, readonly OverflowState[]>> = sets;

/** Whether a state belongs to a named set. */
export const overflowIs = (set: OverflowSet, state: OverflowState): boolean => overflowSets[set].includes(state);

/** The states of a group, and the group of a state. */
export const overflowsInGroup = (group: OverflowGroup): readonly OverflowState[] => inGroup(group);
export const groupOfOverflow = (state: OverflowState): OverflowGroup => life[state].group;

/** The work that leads out of a state, with the step it is recorded under; null where none does. */
export const workOfOverflow = (state: OverflowState): Life["work"] => life[state].work;

/** Every state that an overflow may enter from this one, by its work, by repeated failure or by a person's action. */
export function overflowLeadsTo(state: OverflowState): readonly OverflowState[] {
  const { work, leadsTo } = life[state];
  if (work) return [...leadsTo, "stuck"];
  return state === "stuck" ? worked : leadsTo;
}

/** @throws Error when the table holds no such transition: a fault in the code, never of input. */
export function requireOverflowTransition(from: OverflowState, to: OverflowState): void {
  if (!overflowLeadsTo(from).includes(to)) throw new Error(`No overflow goes from ${from} to ${to}.`);
}
