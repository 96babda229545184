import type { BankEntryState } from "@/server/bank/states";
import type { StandingState } from "@/server/billing/states";
import type { MachineState } from "@/server/collection/states";
import type { CreditLimitRequestState, CustomerState } from "@/server/configuration/states";
import type { JobState } from "@/server/jobs/states";
import type { LicenseState } from "@/server/licensing/states";
import type { AdjustmentState, ChargeState, ListedState, PaymentState, StatementState } from "@/server/money/states";
import type { ProbeState } from "@/server/monitoring/states";
import type { NoticeState } from "@/server/notifications/states";
import type { OverflowState } from "@/server/overflow/states";
import type { LinkState } from "@/server/setup/states";
import type { Fate, ImportState, UploadState } from "@/server/usage/states";

// The table of states: shape, color and word of each. The states are those of the modules' lists, so that a state
// without a look is a type error. One that an older process meets is drawn as a dashed grey ring, never as fine.

export type StateShape = "dot" | "half" | "ring" | "triangle" | "pause" | "square" | "drop" | "bar";
export type StateTone = "fine" | "accent" | "grey" | "near" | "over" | "overflow";
/** The states of each kind; a module's own, and those that screens show in their place. */
type StatesOf = {
  machine: MachineState | "overflow" | "expected" | "discovered";
  license: LicenseState | "overflow" | "expiring";
  overflow: OverflowState;
  charge: ChargeState;
  payment: PaymentState;
  bankEntry: BankEntryState;
  statement: StatementState | ListedState;
  standing: StandingState;
  customer: CustomerState;
  link: LinkState;
  notice: NoticeState;
  job: JobState;
  probe: ProbeState;
  creditLimitRequest: CreditLimitRequestState;
  adjustment: AdjustmentState;
  fate: Fate;
  import: ImportState;
  upload: UploadState;
};
export type StateKind = keyof StatesOf;
export type StateIn<Kind extends StateKind> = StatesOf[Kind];

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

const table: { [Kind in StateKind]: Record<StatesOf[Kind], StateLook> } = {
  machine: {
    reported: ring("Reported"),
    configured: half("Configured"),
    licensed: half("Licensed"),
    installing: half("Installing"),
    enrolled: half("Enrolled"),
    active: fine("Active"),
    overflow: drop("Active, overflow"),
    retired: bar("Retired"),
    pending_approval: ring("Waiting for approval"),
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
    active: drop("Carried"),
    settled: fine("Carried, cloud notified"),
    retiring: bar("Retiring"),
    retired: bar("Retired"),
    held_credit: pause("Waiting for credit"),
    held_approval: near("Waiting for approval"),
    declined: bar("Declined"),
    failed: over("Failed"),
    unwinding: { shape: "pause", tone: "grey", word: "Unwinding" },
    stuck: over("Stuck"),
  },
  charge: {
    posted: fine("Posted"),
    failed: over("Failed"),
    gratis: bar("Gratis"),
  },
  statement: {
    draft: half("Draft"),
    issued: half("Issued"),
    open: half("Open"),
    overdue: over("Overdue"),
    paid: fine("Paid"),
    void: bar("Void"),
  },
  bankEntry: {
    waiting: half("Waiting"),
    confirmed: fine("Confirmed"),
    ignored: bar("Ignored"),
  },
  payment: {
    entered: fine("Entered"),
    reversed: bar("Reversed"),
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
    open: fine("Active"),
    spent: bar("Spent"),
    expired: bar("Expired"),
    revoked: over("Revoked"),
  },
  notice: {
    waiting: half("Waiting"),
    failing: near("Retrying"),
    refused: over("Refused"),
    delivered: fine("Delivered"),
    dismissed: bar("Dismissed"),
  },
  job: {
    on_time: fine("On time"),
    running: half("Running"),
    slow: near("Slow"),
    late: over("Late"),
    failed: over("Failed"),
  },
  probe: {
    ok: fine("Fine"),
    failed: over("Failed"),
  },
  creditLimitRequest: {
    requested: { shape: "ring", tone: "near", word: "Waiting for decision" },
    approved: fine("Approved"),
    declined: over("Declined"),
    withdrawn: bar("Replaced"),
  },
  adjustment: {
    proposed: { shape: "ring", tone: "near", word: "Waiting for decision" },
    confirmed: fine("Confirmed"),
    rejected: over("Rejected"),
    withdrawn: bar("Withdrawn"),
  },
  fate: {
    counted: fine("Counted"),
    late: fine("Counted late"),
    shadowed: ring("Shadowed"),
    set_aside: pause("Set aside"),
    implausible: over("Implausible"),
    voided: bar("Voided"),
    amended: bar("Amended"),
    conflict: over("Conflict"),
    unentitled: over("Not entitled"),
    filtered: ring("Filtered"),
    unknown_meter: over("Unknown meter"),
    unknown_machine: over("Unknown machine"),
    outside_subscription: over("Outside the subscription"),
  },
  import: {
    running: half("Running"),
    finished: fine("Finished"),
    failed: over("Failed"),
  },
  upload: {
    receiving: half("Uploading"),
    checking: half("Dry run"),
    checked: near("To be confirmed"),
    importing: half("Importing"),
    finished: fine("Finished"),
    failed: over("Failed"),
  },
};

/** How a state looks. `kind` says whose state it is: the same word may look different (overflow `active` is violet). */
export function stateLook<Kind extends StateKind>(kind: Kind, state: StatesOf[Kind]): StateLook {
  if (Object.hasOwn(table[kind], state)) return table[kind][state];
  const words = state.replaceAll("_", " ");
  return ring(words.charAt(0).toUpperCase() + words.slice(1));
}

/** Every state of a kind, for filters. */
export function statesOf<Kind extends StateKind>(kind: Kind): [state: StatesOf[Kind], look: StateLook][] {
  return Object.entries(table[kind]) as [StatesOf[Kind], StateLook][];
}
