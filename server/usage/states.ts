// What becomes of a usage record (docs/rules.md 3.6) and of a file's import. Imports nothing.

/** In the order in which screens list them. */
export const fates = [
  "counted",
  "late",
  "shadowed",
  "set_aside",
  "implausible",
  "voided",
  "amended",
  "conflict",
  "unentitled",
  "filtered",
  "unknown_meter",
  "unknown_machine",
  "outside_subscription",
] as const;
export type Fate = (typeof fates)[number];

/** Fates whose records are in the figures: late ones count in the window they belong to. */
export const countedFates: readonly Fate[] = ["counted", "late"];

const refusedOutcomes = ["rejected", "conflict"] as const;
/** What became of a record that is not taken. */
export type RefusedOutcome = (typeof refusedOutcomes)[number];
/** What an answer to a sender names record by record. */
export const listedOutcomes = [...refusedOutcomes, "set_aside"] as const;

/** What staff decide about a record that is set aside: it counts at its own time, or, as `implausible`, never. */
export const setAsideDecisions = ["released", "rejected"] as const;
export type SetAsideDecision = (typeof setAsideDecisions)[number];

/**
 * What staff decide about other content that came under an identity that is taken: what counts stays, or what came
 * counts in its place.
 */
export const conflictDecisions = ["dismissed", "amended"] as const;
export type ConflictDecision = (typeof conflictDecisions)[number];
/** A conflict waits until it is decided. */
export const conflictStates = ["waiting", ...conflictDecisions] as const;
export type ConflictState = (typeof conflictStates)[number];

/** The fates of records that a correction took out of the figures. */
export const withdrawnFates = ["voided", "amended"] as const satisfies readonly Fate[];
export type WithdrawnFate = (typeof withdrawnFates)[number];
/**
 * How staff correct what counted: it counts no more, another quantity counts in its place (docs/rules.md 3.7), the
 * records of another kind of source do (3.4), or use that nobody reported counts (3.19).
 */
export const correctionKinds = ["void", "amend", "authority", "backfill"] as const;
export type CorrectionKind = (typeof correctionKinds)[number];
/** How records are taken out of the figures. */
export type WithdrawingKind = Exclude<CorrectionKind, "authority" | "backfill">;

/** What may report usage. For each customer, cloud and meter one of them is authoritative (docs/rules.md 3.4). */
export const sourceKinds = ["agent", "driver", "program", "file"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/**
 * An import that stays `running` was cut off: what it counted stays counted. The worker goes on with one that was
 * uploaded; any file can be imported again.
 */
export const importStates = ["running", "finished", "failed"] as const;
export type ImportState = (typeof importStates)[number];

/** How the rows of an export are taken: those that are new, or what it states in the place of what was imported. */
export const importWays = ["import", "restate"] as const;
export type ImportWay = (typeof importWays)[number];

/**
 * The life of an upload: its bytes come, a dry run states what it would do (`checking`, then `checked`), staff confirm,
 * and it is imported. `failed`: `fault` says why.
 */
export const uploadStates = ["receiving", "checking", "checked", "importing", "finished", "failed"] as const;
export type UploadState = (typeof uploadStates)[number];
/** What a worker has to do. */
export const workedUploadStates = ["checking", "importing"] as const satisfies readonly UploadState[];
/** What stands on the screen of uploads. */
export const openUploadStates = uploadStates.filter((state) => state !== "finished");

/** What became of the rows of an import. */
export type ImportFigures = {
  /** counted + listed. */
  rows: number;
  counted: number;
  /** Every row that was not counted, duplicates among them; `reasons` has the number for each reason. */
  listed: number;
  duplicates: number;
  reasons: Record<string, number>;
  totals: Record<string, string>;
};

/** What a dry run of an upload came to. Records and windows are those of a restatement. */
export type UploadPreview = ImportFigures & {
  amended: number;
  voided: number;
  /** How many would be judged again; of them how many with a charge, and with one proposed to be taken back. */
  windows: { judged: number; charged: number; takenBack: number };
  /** By which version of the mapping rules; the import then goes by the same. Absent before they were. */
  mappingVersion?: number;
};

/** The most characters of a sample that rules are tried on. */
export const sampleLength = 256 * 1024;
