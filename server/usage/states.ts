// What becomes of a usage record (docs/rules.md 3.6) and of a file's import. Imports nothing.

/** In the order in which screens list them. */
export const fates = [
  "counted",
  "late",
  "shadowed",
  "conflict",
  "unentitled",
  "unknown_meter",
  "unknown_machine",
  "outside_subscription",
] as const;
export type Fate = (typeof fates)[number];

/** Fates whose records are in the figures: late ones count in the window they belong to. */
export const countedFates: readonly Fate[] = ["counted", "late"];

/** What may report usage. For each customer, cloud and meter one of them is authoritative (docs/rules.md 3.4). */
export const sourceKinds = ["agent", "driver", "program", "file"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** An import that stays `running` was cut off: what it counted stays counted, and the file can be imported again. */
export const importStates = ["running", "finished", "failed"] as const;
export type ImportState = (typeof importStates)[number];
