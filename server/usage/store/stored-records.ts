// Records as the usage store takes, holds and reads them, and which of them are asked.

import type { groupings } from "../questions/input";
import type { Fate, SourceKind } from "../states";

/** A record's content, the place of its use, and its fate. */
type StoredContent = {
  /** Identity, for ever: a hash of customer, source and id. */
  digest: string;
  source: string;
  eventId: string;
  meter: string;
  machineId: string | null;
  /** `on-premises` where the machine runs in no host cloud. */
  cloudId: string;
  subject: string | null;
  quantity: string;
  /** What a unique count counts; null for every other meter. */
  value: string | null;
  /** What else it says of its use, by name. */
  dimensions: Record<string, string> | null;
  /** A counter's begin. */
  startedAt: Date | null;
  /** A gauge's instant, a counter's end. */
  endedAt: Date;
  fate: Fate;
  reason: string | null;
};
/** First and last tick of a span, by their begins. */
type TickSpan = { first: Date; last: Date };
/** A record on its way in. */
export type JudgedRecord = StoredContent & {
  /** Hash of the content, which distinguishes a conflict from a duplicate. */
  content: string;
  /** The machine's service. */
  serviceId: string | null;
  overflow: boolean;
  /** Those of its dimensions that its meter declares; null where there are none. */
  declared: Record<string, string> | null;
  /** A gauge's reading, or a value that was seen. Where it names no machine its source stands for one. */
  ofInstant: boolean;
  /**
   * The ticks it counts in; null where it is not counted. One: its whole quantity. Several: the store splits it by time
   * from `startedAt` to `endedAt`, the remainder to the last (docs/rules.md 3.8).
   */
  ticks: TickSpan | null;
};
/** A record as it is read. */
export type UsageRecord = StoredContent & {
  /** The part of the quantity that belongs to the asked time, in its whole ticks; all of it where no time is asked. */
  quantityInTime: string;
  customerId: string;
  sourceKind: SourceKind;
  batchId: string;
  receivedAt: Date;
};
export type StoredRecord = Omit<UsageRecord, "quantityInTime">;
/** A stored record with what was decided about it: `ticks` null where it is not counted. */
export type DecidedRecord = Omit<JudgedRecord, "content">;
/** A request's part of what is recorded at once. */
export type Batch = { batchId: string; sourceKind: SourceKind };
/** Records of one customer, each of a batch. */
export type RecordBatches = { customerId: string; records: readonly (JudgedRecord & { batch: Batch })[] };
/** Of the digests that were appended those that were new, and those that are known with another content. */
export type Appended = { fresh: Set<string>; conflicting: Set<string> };
/** Which records; `machineIds` narrows to these machines. */
export type RecordPlace = { cloudId?: string | undefined; machineIds?: readonly string[] | undefined };
/** A record by its identity; its time leads to it. */
export type RecordName = { digest: string; endedAt: Date };
/** Which records are meant; every field narrows them. */
export type SelectedRecords = RecordPlace & {
  meter?: string;
  sourceKind?: SourceKind;
  fate?: Fate;
  from?: Date;
  to?: Date;
  /** These alone. */
  records?: readonly RecordName[];
  /** Which meters count use of a span. Records of any other are of an instant. */
  counters: readonly string[];
};
export type RecordQuery = Omit<SelectedRecords, "records"> & {
  /** A question about everybody names all customers. */
  customerIds: readonly string[];
  cursor?: string | null | undefined;
  limit: number;
};
/** Which set-aside records: of everybody, as far as the transaction's role sees it, or of one customer. */
export type SetAsideQuery = { customerId?: string | undefined; cursor?: string | null | undefined; limit: number };
export type FateQuestion = RecordPlace & {
  /** Absent: everybody's, as far as the transaction's role sees it. */
  customerId?: string | undefined;
  meter?: string;
  from: Date;
  to: Date;
  counters: readonly string[];
  /** Records without a machine have the group "" by machine. */
  groupBy: Exclude<(typeof groupings)[number], "service">;
};
export type FateCount = { group: string; sourceKind: SourceKind; fate: Fate; records: number };
