// The states of licenses and of the customer's cloud accounts (docs/rules.md 2.5). Imports nothing.

export const licenseStates = ["pending", "active", "suspended", "revoked", "expired", "released"] as const;
export type LicenseState = (typeof licenseStates)[number];

const sets = {
  /** Current: it holds or reserves a seat, and the machine has no other. */
  current: ["pending", "active", "suspended"],
  /** Granted and not suspended: a machine may be provisioned under it. */
  usable: ["pending", "active"],
  /** A machine has enrolled under it. */
  bound: ["active", "suspended"],
  /** A person has ended it; a license expires by itself. */
  endedByPerson: ["revoked", "released"],
  /** Ended for good; its seat is free. */
  ended: ["revoked", "expired", "released"],
} satisfies Record<string, LicenseState[]>;

export type LicenseSet = keyof typeof sets;
export const licenseSets: Readonly<Record<LicenseSet, readonly LicenseState[]>> = sets;
export const licenseIs = (set: LicenseSet, state: LicenseState): boolean => licenseSets[set].includes(state);

/** Where a license may go from where it is. Resuming leads back to `active`. */
const transitions: Record<LicenseState, readonly LicenseState[]> = {
  pending: ["active", "revoked", "released"],
  active: ["suspended", "revoked", "expired", "released"],
  suspended: ["active", "revoked", "expired", "released"],
  revoked: [],
  expired: [],
  released: [],
};

/** @throws Error when the table holds no such transition: a fault in the code, never of input. */
export function requireLicenseTransition(from: LicenseState, to: LicenseState): void {
  if (!transitions[from].includes(to)) throw new Error(`No license goes from ${from} to ${to}.`);
}

export type LicenseEnding = (typeof sets)["endedByPerson"][number];

export const cloudAccountStates = ["open", "suspended", "closed"] as const;
export type CloudAccountState = (typeof cloudAccountStates)[number];
