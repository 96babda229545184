// What changes of use that is stored: records taken out or judged again, and rollups made anew.

import type { Fate, SourceKind, WithdrawnFate } from "../states";
import type { SelectedRecords, StoredRecord } from "./stored-records";

/** What records do not hold: the kinds of meters, and every machine's service and kind. */
export type KnownOfRecords = {
  /** Whose records are of an instant: gauges and unique counts. */
  instants: readonly string[];
  /** Unique counts. */
  uniques: readonly string[];
  counters: readonly string[];
  /** The dimensions that meters declare, by meter; those that declare none are absent. */
  declared: Readonly<Record<string, readonly string[]>>;
  machines: readonly { customerId: string; id: string; serviceId: string; overflow: boolean }[];
};
export type RebuiltTime = KnownOfRecords & { from: Date; to: Date };
/** Which counted records of a customer are taken out of the figures, by which correction. */
export type Withdrawal = KnownOfRecords & {
  customerId: string;
  correctionId: string;
  /** Those of other fates stay as they are. */
  which: Omit<SelectedRecords, "counters" | "fate">;
  fate: WithdrawnFate;
  /** A sentence, after what the record says of itself. */
  reason: string;
  /** Shadowed ones of these get the fate and the reason too; they counted nothing. */
  shadowed?: boolean;
  /** The record that counts in the place of each of these. */
  replacements?: ReadonlyMap<string, string>;
  /** More are refused. */
  most: number;
};
/** Ticks in which use changed: the first and the last of a day. */
export type TouchedTicks = { meter: string; cloudId: string; first: Date; last: Date };
/** What was taken out: how many records, what they counted by meter, and in which ticks of each day. */
export type Withdrawn = {
  records: number;
  meters: { meter: string; quantity: string }[];
  touched: TouchedTicks[];
};
/** A record that is judged again: what decides its fate. */
export type RejudgedRecord = Pick<StoredRecord, "sourceKind" | "startedAt" | "endedAt" | "receivedAt" | "reason">;
/** The time, of use by its last instant, in which the records of one kind of source count, and no others. */
export type Rejudgement = KnownOfRecords & {
  customerId: string;
  cloudId: string;
  meter: string;
  sourceKind: SourceKind;
  from: Date;
  /** null: for ever. */
  to: Date | null;
  /** With what the reason of a record of another kind ends then. */
  shadowed: string;
  judge: (records: readonly RejudgedRecord[]) => { fate: Fate; reason: string | null }[];
  /** More are refused. */
  most: number;
};
/**
 * What changed: how many records count now or do so no more, what those counted that do no more, and what the others
 * count.
 */
export type Rejudged = { records: number; before: string; after: string; touched: TouchedTicks[] };
/** How many rows differed, and in which ticks use did. */
export type RebuiltRows = {
  changed: number;
  touched: { customerId: string; meter: string; cloudId: string; first: Date; last: Date }[];
};
