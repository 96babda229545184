// The complete table of states: shape + color + word, for the states of docs/rules.md. A state
// that is not here is drawn as a dashed grey ring with its own name, so that a new state is never shown as fine.

export type StateShape = "dot" | "half" | "ring" | "triangle" | "pause" | "square" | "drop" | "bar";
export type StateTone = "fine" | "accent" | "grey" | "near" | "over" | "overflow";
export type StateKind = "machine" | "license" | "overflow" | "money" | "standing" | "customer" | "link" | "delivery";
export interface StateLook {
  shape: StateShape;
  tone: StateTone;
  word: string;
}

const fine = (word: string): StateLook => ({ shape: "dot", tone: "fine", word });
const half = (word: string): StateLook => ({ shape: "half", tone: "accent", word });
const ring = (word: string): StateLook => ({ shape: "ring", tone: "grey", word });
const near = (word: string): StateLook => ({ shape: "triangle", tone: "near", word });
const pause = (word: string): StateLook => ({ shape: "pause", tone: "near", word });
const over = (word: string): StateLook => ({ shape: "square", tone: "over", word });
const drop = (word: string): StateLook => ({ shape: "drop", tone: "overflow", word });
const bar = (word: string): StateLook => ({ shape: "bar", tone: "grey", word });

const table: Record<StateKind, Record<string, StateLook>> = {
  machine: {
    reported: ring("Reported"),
    configured: half("Configured"),
    licensed: half("Licensed"),
    installing: half("Installing"),
    enrolled: half("Enrolled"),
    active: fine("Active"),
    overflow: drop("Active, overflow"),
    retired: bar("Retired"),
    pending_approval: ring("Pending approval"),
    discovered: ring("Discovered"),
    expected: ring("Expected"),
    insufficient_storage: near("Insufficient storage"),
    silent: near("Silent"),
    install_failed: over("Install failed"),
    quarantined: over("Quarantined"),
  },
  license: {
    pending: ring("Pending"),
    active: fine("Active"),
    overflow: drop("Active, overflow"),
    expiring: near("Expiring"),
    suspended: pause("Suspended"),
    revoked: over("Revoked"),
    expired: bar("Expired"),
    released: bar("Released"),
  },
  overflow: {
    requested: half("Requested"),
    resource_identified: half("Resource identified"),
    configured: half("Configured"),
    creating: half("Creating"),
    installing: half("Installing"),
    enrolled: half("Enrolled"),
    entitled: half("Entitled"),
    active: drop("Active"),
    settled: fine("Settled"),
    retiring: bar("Retiring"),
    retired: bar("Retired"),
    held_credit: pause("Held credit"),
    held_approval: near("Held approval"),
    declined: bar("Declined"),
    failed: over("Failed"),
    unwinding: { shape: "pause", tone: "grey", word: "Unwinding" },
    stuck: over("Stuck"),
  },
  money: {
    draft: half("Draft"),
    issued: half("Issued"),
    paid: fine("Paid"),
    void: bar("Void"),
    failed: over("Failed"),
    overdue: over("Overdue"),
  },
  standing: {
    fine: fine("Fine"),
    near: near("Near"),
    at_limit: near("At the limit"),
    overflow: drop("In overflow"),
    excess: over("Excess"),
    no_limit: ring("No limit"),
  },
  customer: {
    invited: ring("Invited"),
    applied: ring("Applied"),
    active: fine("Active"),
    suspended: pause("Suspended"),
    closed: bar("Closed"),
  },
  link: {
    active: fine("Active"),
    spent: bar("Spent"),
    expired: bar("Expired"),
    revoked: over("Revoked"),
  },
  delivery: {
    pending: half("Waiting"),
    delivering: half("Delivering"),
    delivered: fine("Delivered"),
    retrying: near("Retrying"),
    failed: over("Failed"),
  },
};

/** How a state looks. `kind` says whose state it is: the same word may look different (overflow `active` is violet). */
export function stateLook(kind: StateKind, state: string): StateLook {
  const known = Object.hasOwn(table[kind], state) ? table[kind][state] : undefined;
  const words = state.replaceAll("_", " ");
  return known ?? ring(words.charAt(0).toUpperCase() + words.slice(1));
}

/** Every state of a kind, for filters. */
export function statesOf(kind: StateKind): [state: string, look: StateLook][] {
  return Object.entries(table[kind]);
}
