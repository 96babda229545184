// The states of installation links and of an installation's steps (docs/rules.md 2.6, 2.7). Imports nothing.

/** A link's state follows from its row: revoked, expired, used up, or none of these. */
export const linkStates = ["open", "spent", "expired", "revoked"] as const;
export type LinkState = (typeof linkStates)[number];

/** How a step of an installation, or the installation as a whole, stands as the machine reports it. */
export const installationStates = ["running", "done", "failed"] as const;
export type InstallationState = (typeof installationStates)[number];

/** Steps of a service that makes backups. */
export const backupStepNames = ["first-backup", "restore-check"] as const;

/** The steps of an installation, as the machine's program reports them. */
export const installationStepNames = [
  "fetch",
  "application",
  "enrol",
  "entitlements",
  "start",
  ...backupStepNames,
  "finished",
] as const;
export type InstallationStepName = (typeof installationStepNames)[number];
