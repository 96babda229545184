import type { Context } from "../../context";
import type { Page } from "../../pagination";
import type { Grain, Grouping } from "../input";
import type { MeterKind } from "../rules";
import type { Fate, SourceKind, WithdrawnFate } from "../states";

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
   * @returns the digests that were new, and those that are known with another content
   */
  append(ctx: Context, of: RecordBatches): Promise<{ fresh: Set<string>; conflicting: Set<string> }>;
  /** The content hash that stands under each of these digests. */
  contents(ctx: Context, of: { customerId: string; digests: readonly string[] }): Promise<Map<string, string>>;

  /** All that counts of one customer and meter, by tick, cloud and machine. */
  ticks(ctx: Context, of: TickWindow): Promise<StoredTick[]>;
  /**
   * The same with the ordinary machines of each cloud summed, without naming one; overflow machines stand apart. What
   * it reads does not grow with the number of ordinary machines.
   */
  tickSums(ctx: Context, of: TickWindow): Promise<StoredTick[]>;
  /**
   * Of `tickSums` the ticks that decide where one limit stands, where no overflow machine has use in the time; null
   * where one has. @param of.only which ticks, and the one host cloud whose use decides
   */
  decidingSums(ctx: Context, of: TickWindow & { only: DecidingTicks }): Promise<StoredTick[] | null>;
  /** A gauge of one customer: each machine's newest tick in the time, by host cloud: what `lastValues` sums. */
  lastTicks(ctx: Context, of: TickWindow): Promise<StoredTick[]>;
  /** The last value that a machine reported of a meter, and when. */
  lastValue(ctx: Context, of: MachineMeter): Promise<{ value: string; at: Date } | null>;

  /**
   * Use over time, space first, then time: of a gauge each bucket has the groups as they were in the tick in which
   * their sum was largest (the first of equal ones), of a counter the sums. Hours and days begin in the zone; empty
   * buckets are absent.
   */
  series(ctx: Context, question: GroupedUse & Buckets): Promise<GroupValue[]>;
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
  /** A counter by host cloud: its sum; `at` is the latest tick summed. */
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
  /** One record of a customer that is set aside, by its digest; null where it does not wait. */
  setAsideRecord(ctx: Context, of: { customerId: string; digest: string }): Promise<StoredRecord | null>;
  /** Those of these records of a customer that are set aside, locked until the transaction ends. */
  setAsideOf(ctx: Context, of: { customerId: string; digests: readonly string[] }): Promise<StoredRecord[]>;
  /** Gives records of a fate the fates that were decided, and adds those that count to their ticks. */
  decide(ctx: Context, of: { customerId: string; was: Fate; records: readonly DecidedRecord[] }): Promise<void>;
  /** Customers and meters, of these, with records whose meter was not known when they came; at most so many. */
  unknownMeters(ctx: Context, of: { meters: readonly string[]; most: number }): Promise<CustomerMeter[]>;
  /** The first of such records to come, at most so many, locked until the transaction ends. */
  ofUnknownMeter(ctx: Context, of: CustomerMeter & { most: number }): Promise<StoredRecord[]>;
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
  /** A gauge's reading: where it names no machine it adds to those of other sources, as if each were one. */
  gauge: boolean;
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
/** Which set-aside records: of everybody, as far as the transaction's role sees it, or of one customer. */
export type SetAsideQuery = { customerId?: string | undefined; cursor?: string | null | undefined; limit: number };
/** A request's part of what is recorded at once. */
export type Batch = { batchId: string; sourceKind: SourceKind };
/** Records of one customer, each of a batch. */
export type RecordBatches = { customerId: string; records: readonly (JudgedRecord & { batch: Batch })[] };

export type CustomerMeter = { customerId: string; meter: string };
export type MachineMeter = { customerId: string; meter: string; machineId: string };
export type TickWindow = { customerId: string; meter: string; kind: MeterKind; from: Date; to: Date };
/**
 * `total`: the sums of the time, in its newest tick. `newest`: that tick alone. `peak`: the newest tick, and the first
 * of those with the largest sum over clouds.
 */
export type DecidingTicks = { by: "total" | "newest" | "peak"; cloudId?: string | undefined };
/**
 * A machine's use in one tick: a gauge's last value, a counter's sum. `machineId` '' where no machine was named; there
 * `source` names who reported a gauge's reading, and is '' otherwise.
 */
export type StoredTick = {
  tick: Date;
  machineId: string;
  source: string;
  cloudId: string;
  overflow: boolean;
  value: string;
};

/** Which use: one customer's, or without it everybody's, as far as the transaction's role sees it. */
export type UseScope = {
  customerId?: string | undefined;
  cloudId?: string | undefined;
  machineId?: string | undefined;
  serviceIds?: readonly string[] | undefined;
  meter: string;
  kind: MeterKind;
  from: Date;
  to: Date;
};
/** How a time is cut; `zone` is the IANA time zone in which hours and days begin, UTC where none is named. */
export type Buckets = { grain: Grain; zone?: string | undefined };
/** Use without a machine, or of a machine without a service, has the group "" by machine and by service. */
export type GroupedUse = UseScope & { groupBy: Grouping };
/** One group's use; `overflow` is the part of `quantity` that overflow machines reported. */
export type GroupValue = { at: Date; group: string; quantity: string; overflow: string };
/** Which use is asked place by place: that of these meters, one customer's or everybody's that the role sees. */
export type PlaceQuery = {
  customerId?: string | undefined;
  meters: readonly { slug: string; kind: MeterKind }[];
  from: Date;
  to: Date;
  cursor?: string | null | undefined;
  limit: number;
};
/** What one place used in a bucket; machine and service are '' where records name none. */
export type PlaceValue = {
  customerId: string;
  meter: string;
  at: Date;
  cloudId: string;
  machineId: string;
  serviceId: string;
  quantity: string;
};
/** How many machines reported, and how many of them are overflow machines. */
export type GroupReporters = { group: string; machines: number; overflow: number };
export type MeterHistory = { meter: string; firstAt: Date; lastAt: Date; customers: number };

/** What records do not hold: which meters are gauges, and every machine's service and kind. */
export type KnownOfRecords = {
  gauges: readonly string[];
  counters: readonly string[];
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

/** Which sources are compared, of use by its last instant. Days begin in the zone. */
export type Comparison = { customerId: string; cloudId: string } & Omit<TickWindow, "customerId"> & { zone: string };
/** A kind's use of a day, as if it counted: of a counter the sum, of a gauge the largest sum of any tick. */
export type ComparedUse = { day: Date; sourceKind: SourceKind; quantity: string; records: number; shadowed: number };

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
export type FateQuestion = RecordPlace & {
  /** Absent: everybody's, as far as the transaction's role sees it. */
  customerId?: string | undefined;
  meter?: string;
  from: Date;
  to: Date;
  counters: readonly string[];
  /** Records without a machine have the group "" by machine. */
  groupBy: Exclude<Grouping, "service">;
};
export type FateCount = { group: string; sourceKind: SourceKind; fate: Fate; records: number };
