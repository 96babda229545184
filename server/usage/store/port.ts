import type { Context } from "../../context";
import type { Page } from "../../pagination";
import type { Fate } from "../states";
import type { RebuiltRows, RebuiltTime, Rejudged, Rejudgement, Withdrawal, Withdrawn } from "./changed-use";
import type {
  Appended,
  DecidedRecord,
  FateCount,
  FateQuestion,
  RecordBatches,
  RecordName,
  RecordQuery,
  SetAsideQuery,
  StoredRecord,
  UsageRecord,
} from "./stored-records";
import type {
  Buckets,
  ComparedUse,
  Comparison,
  CustomerMeter,
  DecidingWindow,
  GroupedUse,
  GroupReporters,
  GroupValue,
  KnownKind,
  MachineMeter,
  MeterHistory,
  PlaceQuery,
  PlaceValue,
  StoredTick,
  SummedWindow,
  TickWindow,
  UseScope,
} from "./use-over-time";

/**
 * The usage store: identity of records, the records themselves, and their rollups: 15-minute ticks of
 * each machine, and hours over machines. Nothing else reads or writes them, and the store knows no other module's
 * tables: customers, machines, services and clouds are ids here. Every operation takes the caller's transaction, so
 * that records are durable together with their receipt. A store outside PostgreSQL writes identity in that transaction
 * and takes the records over from an outbox.
 *
 * Quantities are exact decimal strings. Of a time from `from` to `to`, `from` belongs to it and `to` does not. Use
 * belongs to a time that it overlaps (docs/rules.md 3.12): a tick by its begin, a gauge's record by its instant, a
 * counter's by its span, one without a begin by the instant before its end.
 * `store/contract.ts` holds what every implementation must do.
 */
export type UsageStore = {
  /**
   * Stores records that are new, each with what it adds to which tick. A record whose digest is known changes nothing.
   * @param of.records one for each digest, sorted by digest, so that two transactions cannot wait for each other
   */
  append(ctx: Context, of: RecordBatches): Promise<Appended>;
  /**
   * The same of several customers, one after the other, each in its own role.
   * @param of one for each customer, sorted by customer; @returns what became of each, in their order
   */
  appendTogether(ctx: Context, of: readonly RecordBatches[]): Promise<Appended[]>;
  /** The content hash that stands under each of these digests. */
  contents(ctx: Context, of: { customerId: string; digests: readonly string[] }): Promise<Map<string, string>>;

  /** When the record under each of these digests was; absent where its identity does not hold it (before 0.3). */
  identityTimes(ctx: Context, of: { customerId: string; digests: readonly string[] }): Promise<Map<string, Date>>;

  /** All that counts in each of these windows of a customer and meter, by tick, cloud and machine. */
  ticks(ctx: Context, of: readonly TickWindow[]): Promise<StoredTick[][]>;
  /**
   * The same with the ordinary machines of each cloud summed, without naming one; overflow machines stand apart. What
   * it reads does not grow with the number of ordinary machines.
   */
  tickSums(ctx: Context, of: SummedWindow): Promise<StoredTick[]>;
  /**
   * Of the `tickSums` of each of these windows the ticks that decide where one limit stands, where no overflow machine
   * has use in the time; null where one has. @param of.only which ticks, and the one host cloud whose use decides
   */
  decidingSums(ctx: Context, of: readonly DecidingWindow[]): Promise<(StoredTick[] | null)[]>;
  /** Of each of these windows of a gauge each machine's newest tick, by host cloud: what `lastValues` sums. */
  lastTicks(ctx: Context, of: readonly TickWindow[]): Promise<StoredTick[][]>;
  /** The last value that a machine reported of a meter, and when. */
  lastValue(ctx: Context, of: MachineMeter): Promise<{ value: string; at: Date } | null>;

  /**
   * Use over time, space first, then time: of a gauge each bucket has the groups as they were in the tick in which
   * their sum was largest (the first of equal ones), of a counter the sums, of a unique count the values of the bucket,
   * each in the group that saw it first there. Hours and days begin in the zone; empty buckets are absent.
   */
  series(ctx: Context, question: GroupedUse & Buckets): Promise<GroupValue[]>;
  /** The groups that used the most of the time, at most so many, the largest first. */
  largestGroups(ctx: Context, question: GroupedUse & { most: number }): Promise<string[]>;
  /**
   * The same by the smallest places there are: of each customer and meter, bucket after bucket, what each machine used
   * in each cloud. Of a gauge its value in the tick in which the sum of all of the customer's machines was largest, so
   * that the places of a bucket sum to what `series` has for it. A page costs the same however deep it lies; one may
   * hold fewer rows than the limit, and still name the next.
   * @throws invalid_input for a cursor that no page gave
   */
  places(ctx: Context, query: PlaceQuery & Buckets): Promise<Page<PlaceValue>>;
  /** A gauge by group: the sum of each machine's last value in the time, by host cloud. */
  lastValues(ctx: Context, question: GroupedUse): Promise<Omit<GroupValue, "at">[]>;
  /** A unique count by group: how many values the time has, each in the group that saw it first. */
  distinctValues(ctx: Context, question: GroupedUse): Promise<Omit<GroupValue, "at">[]>;
  /** A counter or a unique count by host cloud: what the time has of it; `at` is the latest tick that adds to it. */
  sumsByCloud(ctx: Context, scope: UseScope): Promise<GroupValue[]>;
  /** How many machines reported: in each group, and altogether. A machine in two clouds is one of each group. */
  reporters(ctx: Context, question: GroupedUse): Promise<{ groups: GroupReporters[]; all: number }>;
  /** First and last tick of each meter that has any use, and how many customers used it: one's, or everybody's. */
  histories(ctx: Context, of: { customerId?: string | undefined }): Promise<MeterHistory[]>;

  /**
   * Rolls up hours whose ticks have changed, at most so many. What reads say never depends on it: it makes them faster.
   * One transaction at a time does it; others have nothing to do. @returns how many hours
   */
  settle(ctx: Context, most: number): Promise<number>;
  /**
   * Compares ticks of a time, which begins and ends with an hour, and their rollups with the records, and writes what
   * differs. Senders wait meanwhile.
   */
  rebuild(ctx: Context, of: RebuiltTime): Promise<RebuiltRows>;
  /** The same of first and last use, against all ticks. @returns how many rows differed */
  rebuildSpans(ctx: Context): Promise<number>;
  /** The time that records and ticks lie in; null where there are none. */
  extent(ctx: Context): Promise<{ from: Date; to: Date } | null>;

  /** A page of records, newest use first. @throws invalid_input for a cursor that no page gave */
  records(ctx: Context, query: RecordQuery): Promise<Page<UsageRecord>>;
  /** A page of records that are set aside, longest waiting first. @throws invalid_input for a cursor no page gave */
  setAside(ctx: Context, query: SetAsideQuery): Promise<Page<StoredRecord>>;
  /** One record of a customer by its name; null where there is none of that name and time. */
  record(ctx: Context, of: { customerId: string } & RecordName): Promise<StoredRecord | null>;
  /** What stands for each of these records of a customer, by digest: itself, or what corrections put in its place. */
  standing(
    ctx: Context,
    of: { customerId: string; records: readonly RecordName[] },
  ): Promise<Map<string, StoredRecord>>;
  /** One record of a customer that is set aside, by its digest; null where it does not wait. */
  setAsideRecord(ctx: Context, of: { customerId: string; digest: string }): Promise<StoredRecord | null>;
  /** Those of these records of a customer that are set aside, locked until the transaction ends. */
  setAsideOf(ctx: Context, of: { customerId: string; digests: readonly string[] }): Promise<StoredRecord[]>;
  /** Gives records of a fate the fates that were decided, and adds those that count to their ticks. */
  decide(ctx: Context, of: { customerId: string; was: Fate; records: readonly DecidedRecord[] }): Promise<void>;
  /** Customers and meters, of these, with records whose meter was not known when they came; at most so many. */
  unknownMeters(ctx: Context, of: { meters: readonly KnownKind[]; most: number }): Promise<CustomerMeter[]>;
  /**
   * The first of such records to come, at most so many, locked until the transaction ends. A record without a value
   * says nothing to a unique count, and is none of them.
   */
  ofUnknownMeter(ctx: Context, of: { customerId: string; meter: KnownKind; most: number }): Promise<StoredRecord[]>;
  /** Whether any record of a meter counts, is set aside, or waits for the meter to be known. */
  holdsMeter(ctx: Context, meter: string): Promise<boolean>;
  /** These records of a customer, by digest, locked until the transaction ends. */
  locked(ctx: Context, of: { customerId: string; records: readonly RecordName[] }): Promise<StoredRecord[]>;
  /**
   * Takes records out of the figures; what they say stays stored. Their ticks are made anew from the records that are
   * left. Recording for the customer waits until the transaction ends.
   * @throws too_large where there are more than `most`
   */
  withdraw(ctx: Context, of: Withdrawal): Promise<Withdrawn>;
  /**
   * Holds the customer's use alone until the transaction ends: whoever records for it, or holds it too, waits. What has
   * been recorded is committed, and what is recorded afterwards is judged by what this transaction decides. To be
   * called before anything is locked that recording locks.
   */
  holdUse(ctx: Context, of: { customerId: string }): Promise<void>;
  /** Shares the customer's use as recording does, before anything that a holder may want is locked. */
  shareUse(ctx: Context, of: { customerId: string }): Promise<void>;
  /**
   * Judges records again whose fate depends on whose figures count (counted, late, shadowed), after a decision on that:
   * gives each the fate that it has by it, and makes its ticks anew. Holds the customer's use.
   * @throws too_large where more than `most` would change
   */
  rejudge(ctx: Context, of: Rejudgement): Promise<Rejudged>;
  /** What each kind of source reported, day by day, newest first: of records that count or are shadowed. */
  compared(ctx: Context, of: Comparison): Promise<ComparedUse[]>;
  /** How many records of a time met which fate, by group and kind of source. */
  fateCounts(ctx: Context, question: FateQuestion): Promise<FateCount[]>;
};
