// The states of installation links and of an installation's steps (docs/rules.md 2.6, 2.7). Imports nothing.

/** A link's state follows from its row: revoked, expired, used up, or none of these. */
export const linkStates = ["open", "spent", "expired", "revoked"] as const;
export type LinkState = (typeof linkStates)[number];

/** How a step of an installation, or the installation as a whole, stands as the machine reports it. */
export const installationStates = ["running", "done", "failed"] as const;
export type InstallationState = (typeof installationStates)[number];
