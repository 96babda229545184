// The states of a machine (docs/rules.md 2.10), where each leads, and the named sets that queries, screens and texts
// use. Imports nothing: the database's schema and the browser read it too.

export const machineStates = [
  "reported",
  "configured",
  "licensed",
  "installing",
  "enrolled",
  "active",
  "retired",
  "pending_approval",
  "insufficient_storage",
  "install_failed",
  "silent",
  "quarantined",
] as const;
export type MachineState = (typeof machineStates)[number];

/** Where a machine may go from where it is. `retired` is reachable from everywhere. */
const transitions: Record<MachineState, readonly MachineState[]> = {
  reported: ["configured", "insufficient_storage"],
  insufficient_storage: ["reported"],
  configured: ["licensed", "insufficient_storage"],
  licensed: ["installing", "insufficient_storage"],
  installing: ["pending_approval", "enrolled", "install_failed"],
  pending_approval: ["enrolled", "quarantined"],
  install_failed: ["installing", "pending_approval", "enrolled", "active", "silent", "quarantined"],
  enrolled: ["active", "install_failed", "silent", "quarantined"],
  active: ["install_failed", "silent", "quarantined", "enrolled"],
  silent: ["enrolled", "active", "install_failed", "quarantined"],
  quarantined: ["enrolled", "active", "install_failed", "pending_approval", "silent"],
  retired: ["reported"],
};

export const machineMayGo = (from: MachineState, to: MachineState): boolean =>
  to === "retired" || transitions[from].includes(to);

const stopped: MachineState[] = ["install_failed", "quarantined", "insufficient_storage"];

const beforeEnrolment: MachineState[] = ["reported", "insufficient_storage", "configured", "licensed", "installing"];
const atWork: MachineState[] = ["enrolled", "active", "silent", "install_failed"];

const sets = {
  /** No license document yet: the machine calls with its link alone. */
  beforeEnrolment,
  /** Its key is bound. A failed installation may be on either side (`enrolledAt` says which). */
  enrolled: ["pending_approval", "enrolled", "active", "silent", "quarantined"],
  /** Set up: expected to send heartbeats. */
  setUp: ["enrolled", "active", "silent", "quarantined"],
  /** Neither set up nor waiting for a decision: it can be removed without ending work. */
  removable: [...beforeEnrolment, "install_failed"],
  /** Sends heartbeats and obeys. */
  reporting: ["enrolled", "active"],
  /** Enrolled and not stopped by anybody: its calls are taken, its use counts under an active license. */
  atWork,
  /** Its installer's reports are taken by the envelope. */
  mayReportInstallation: [...beforeEnrolment, ...atWork],
  /** Does not answer, or may not: it goes back to the state before. */
  interrupted: ["silent", "quarantined"],
  /** After a quarantine a machine goes back to these; from any other state to `enrolled`. */
  resumedAfterQuarantine: ["active", "pending_approval"],
  /** On its way to be set up. */
  comingUp: ["reported", "configured", "licensed", "installing", "enrolled"],
  /** Waits for the customer's information, or for a seat. */
  awaitsProvisioning: ["reported", "configured"],
  /** A report with too little space leads to `insufficient_storage`. */
  storageDecides: ["reported", "retired", "configured", "licensed", "insufficient_storage"],
  /** Its claim to run in a host cloud may still be confirmed. */
  mayConfirmCloud: ["pending_approval", "enrolled", "active", "install_failed"],
  /** A failure that the machine reports leads to `install_failed`. */
  mayFailInstall: ["installing", "enrolled", "active", "silent"],
  /** Cannot go on by itself. */
  stopped,
  /** Stopped or silent: listed for staff. */
  cannotGoOn: [...stopped, "silent"],
  /** Waits until a person acts. */
  awaitsPerson: ["pending_approval", ...stopped],
  /** A person should look at it. */
  needsAttention: ["pending_approval", ...stopped, "silent"],
} satisfies Record<string, MachineState[]>;

export type MachineSet = keyof typeof sets;
export const machineSets: Readonly<Record<MachineSet, readonly MachineState[]>> = sets;

/** Whether a state belongs to a named set. */
export const machineIs = (set: MachineSet, state: MachineState): boolean => machineSets[set].includes(state);

/** What a machine reports of its cloud application. */
export const applicationStates = ["absent", "stopped", "running", "failed", "paused"] as const;
export type ApplicationState = (typeof applicationStates)[number];
