import type { RecordFault } from "../input";
import type { Fate } from "../states";

/** Why a record is not taken. */
export type Refusal = Pick<RecordFault, "status" | "code" | "detail">;

/** What became of one record. `unassigned` waits for its customer. */
export type Outcome =
  | { kind: "accepted"; fate: Fate | "unassigned" }
  | { kind: "duplicate" }
  | ({ kind: "conflict" | "rejected" } & Refusal);

/** What became of records: counts, each record's outcome in their order, and the faults of those not taken. */
export type UsageAnswer = {
  accepted: number;
  duplicates: number;
  conflicts: number;
  rejected: number;
  fates: Record<string, number>;
  outcomes: Outcome[];
  faults: RecordFault[];
};
