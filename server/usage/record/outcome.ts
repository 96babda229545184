import type { RecordFault } from "../input";
import type { RecordRefusal } from "../rules";
import type { Fate, RefusedOutcome } from "../states";

/** What became of one record. `unassigned` waits for its customer. */
export type RecordOutcome =
  | { kind: "accepted"; fate: Fate | "unassigned"; reason: string | null }
  | { kind: "duplicate" }
  | ({ kind: RefusedOutcome } & RecordRefusal);

/** What became of records: counts, each record's outcome in their order, and the faults of those not taken. */
export type UsageAnswer = {
  accepted: number;
  duplicates: number;
  conflicts: number;
  rejected: number;
  fates: Record<string, number>;
  outcomes: RecordOutcome[];
  faults: RecordFault[];
  /** Accepted records that are set aside, with the sentence that says why. */
  setAside: (Pick<RecordFault, "index" | "id" | "source"> & { detail: string })[];
};
