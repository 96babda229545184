import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { fates, setAsideDecisions, sourceKinds } from "../../server/usage/states";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, id, instant, quantity, tenantPolicies, togetherPolicy } from "./tenancy";

/** Block ranges of 256 KiB, summarized as soon as they are full. */
const inOrderOfArrival = { pages_per_range: 32, autosummarize: true };

/**
 * Identity of usage, for ever: (customer, source, id) as a 16-byte digest, and the content's hash, which distinguishes
 * a conflict from a duplicate. Hash-partitioned by digest (the partitions are made by a custom migration).
 */
export const usageKeys = pgTable(
  "usage_keys",
  {
    customerId: customerId(),
    digest: uuid("digest").notNull(),
    contentHash: uuid("content_hash").notNull(),
    receivedAt: instant("received_at").notNull(),
    /** The record's; it leads to its partition. null: it came before version 0.3. */
    endedAt: instant("ended_at"),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.digest] }), ...tenantPolicies("usage_keys")],
);

/**
 * One usage record with its fate. Partitioned by month of `ended_at` (custom migration). Never changed, only voided or
 * amended.
 */
export const usageRecords = pgTable(
  "usage_records",
  {
    customerId: customerId(),
    digest: uuid("digest").notNull(),
    source: text("source").notNull(),
    eventId: text("event_id").notNull(),
    sourceKind: text("source_kind", { enum: sourceKinds }).notNull(),
    meter: text("meter").notNull(),
    machineId: text("machine_id"),
    /** 'on-premises' where the machine runs in no host cloud. */
    cloudId: text("cloud_id").notNull(),
    subject: text("subject"),
    quantity: quantity("quantity").notNull(),
    /** What a unique count counts, e.g. a user's name; its quantity is 1. */
    value: text("value"),
    /** What else the record says of its use, e.g. its region: by it a meter's filter judges. */
    dimensions: jsonb("dimensions").$type<Record<string, string>>(),
    startedAt: instant("started_at"), // counters
    endedAt: instant("ended_at").notNull(), // a gauge's instant, a counter's end
    fate: text("fate", { enum: fates }).notNull(),
    reason: text("reason"),
    batchId: text("batch_id").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [
    index("usage_records_customer").on(t.customerId, t.endedAt),
    stateCheck("usage_records", t.sourceKind, sourceKinds),
    stateCheck("usage_records", t.fate, fates),
    // What waits for staff, longest waiting first.
    index("usage_records_set_aside").on(t.receivedAt, t.digest).where(sql`${t.fate} = 'set_aside'`),
    // What waits for its meter to be added.
    index("usage_records_unknown_meter").on(t.meter, t.customerId).where(sql`${t.fate} = 'unknown_meter'`),
    // Everybody's records of a time: they arrive nearly in order, so that a few pages describe millions of rows.
    index("usage_records_time").using("brin", t.endedAt).with(inOrderOfArrival),
    ...tenantPolicies("usage_records"),
  ],
);

/** What staff decided about a record that was set aside, once and for ever. */
export const usageDecisions = pgTable(
  "usage_decisions",
  {
    customerId: customerId().references(() => customers.id),
    digest: uuid("digest").notNull(),
    decision: text("decision", { enum: setAsideDecisions }).notNull(),
    /** Why, for staff. */
    reason: text("reason").notNull(),
    decidedBy: text("decided_by").notNull(),
    decidedAt: instant("decided_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.digest] }),
    stateCheck("usage_decisions", t.decision, setAsideDecisions),
    ...tenantPolicies("usage_decisions"),
  ],
);

/**
 * Rollup of the finest grain: 15-minute UTC ticks per machine. A gauge's value in a tick is its last one, a counter's
 * the sum. machine_id '' where a record names no machine.
 */
export const usageTicks = pgTable(
  "usage_ticks",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    tick: instant("tick").notNull(),
    cloudId: text("cloud_id").notNull(),
    machineId: text("machine_id").notNull(),
    /** The machine's service; '' where a record names no machine. */
    serviceId: text("service_id").notNull().default(""),
    overflow: boolean("overflow").notNull(),
    sum: quantity("sum").notNull(),
    last: quantity("last").notNull(),
    lastAt: instant("last_at").notNull(),
    records: integer("records").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.meter, t.tick, t.cloudId, t.machineId] }),
    index("usage_ticks_time").using("brin", t.tick).with(inOrderOfArrival),
    ...tenantPolicies("usage_ticks"),
  ],
);

/**
 * The values that a unique count counts: each once for every tick and machine that saw it, so that the values of any
 * time are counted exactly. In the order of the primary key the first sighting of a value in a time is one look-up.
 */
export const usageValues = pgTable(
  "usage_values",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    value: text("value").notNull(),
    tick: instant("tick").notNull(),
    cloudId: text("cloud_id").notNull(),
    /** As in `usage_ticks`. */
    machineId: text("machine_id").notNull(),
    serviceId: text("service_id").notNull(),
    overflow: boolean("overflow").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.meter, t.value, t.tick, t.cloudId, t.machineId] }),
    index("usage_values_customer").on(t.customerId, t.meter, t.tick),
    index("usage_values_time").using("brin", t.tick).with(inOrderOfArrival),
    ...tenantPolicies("usage_values"),
  ],
);

/** The four ticks of an hour, by the minute at which each begins. */
const byTick = <Name extends string, Column>(name: Name, column: (name: string) => Column) =>
  [column(`${name}_00`), column(`${name}_15`), column(`${name}_30`), column(`${name}_45`)] as const;
const [sum00, sum15, sum30, sum45] = byTick("sum", (name) => quantity(name).notNull());
const [last00, last15, last30, last45] = byTick("last", (name) => quantity(name).notNull());
const [ticks00, ticks15, ticks30, ticks45] = byTick("ticks", (name) => integer(name).notNull());

/**
 * Rollup by hour, over machines: of each of the hour's four ticks the sums of `usage_ticks` and how many rows they are
 * made of (0: nobody reported). The ticks stay apart because a gauge is summed over machines before its largest sum
 * is chosen. customer_id '*' is the sum over all customers. Exact together with `usage_marks`.
 */
export const usageHours = pgTable(
  "usage_hours",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    hour: instant("hour").notNull(),
    cloudId: text("cloud_id").notNull(),
    serviceId: text("service_id").notNull(),
    overflow: boolean("overflow").notNull(),
    ...{ sum00, sum15, sum30, sum45 },
    ...{ last00, last15, last30, last45 },
    ...{ ticks00, ticks15, ticks30, ticks45 },
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.meter, t.hour, t.cloudId, t.serviceId, t.overflow] }),
    index("usage_hours_time").on(t.meter, t.hour),
    ...tenantPolicies("usage_hours"),
  ],
);

/**
 * Hours whose ticks have changed since they were rolled up: a row for each change, so that senders never wait for each
 * other. Written by triggers of `usage_ticks`; a read takes these hours from the ticks.
 */
export const usageMarks = pgTable(
  "usage_marks",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    hour: instant("hour").notNull(),
    seq: bigint("seq", { mode: "bigint" }).generatedAlwaysAsIdentity(),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.meter, t.hour, t.seq] }), ...tenantPolicies("usage_marks")],
);

/**
 * First and last tick of each machine's use of a meter in a cloud, and its last value. Written by triggers of
 * `usage_ticks`.
 */
export const usageSpans = pgTable(
  "usage_spans",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    cloudId: text("cloud_id").notNull(),
    machineId: text("machine_id").notNull(),
    serviceId: text("service_id").notNull(),
    overflow: boolean("overflow").notNull(),
    firstTick: instant("first_tick").notNull(),
    lastTick: instant("last_tick").notNull(),
    last: quantity("last").notNull(),
    lastAt: instant("last_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.meter, t.cloudId, t.machineId] }),
    index("usage_spans_newest").on(t.meter, t.lastTick),
    ...tenantPolicies("usage_spans"),
  ],
);

/**
 * Which source kind is authoritative for a customer, host cloud and meter. Versioned by date; the newest valid one
 * rules.
 */
export const usageAuthorities = pgTable(
  "usage_authorities",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    cloudId: text("cloud_id").notNull(),
    meter: text("meter").notNull(),
    sourceKind: text("source_kind", { enum: sourceKinds }).notNull(),
    validFrom: instant("valid_from").notNull(),
    setBy: text("set_by").notNull(),
    /** Why, for staff; null where the first record decided. */
    reason: text("reason"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("usage_authorities_id").on(t.id),
    uniqueIndex("usage_authorities_from").on(t.customerId, t.cloudId, t.meter, t.validFrom),
    stateCheck("usage_authorities", t.sourceKind, sourceKinds),
    ...tenantPolicies("usage_authorities"),
  ],
);

/** Receipt of a batch: counts of what was sent and of what became of it. */
export const usageBatches = pgTable(
  "usage_batches",
  {
    id: text("id").primaryKey(),
    customerId: text("customer_id").references(() => customers.id),
    sourceKind: text("source_kind", { enum: sourceKinds }).notNull(),
    actor: text("actor").notNull(),
    records: integer("records").notNull(),
    accepted: integer("accepted").notNull(),
    duplicates: integer("duplicates").notNull(),
    conflicts: integer("conflicts").notNull(),
    rejected: integer("rejected").notNull(),
    fates: jsonb("fates").$type<Record<string, number>>().notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [
    index("usage_batches_customer").on(t.customerId, t.receivedAt),
    stateCheck("usage_batches", t.sourceKind, sourceKinds),
    ...tenantPolicies("usage_batches"),
    togetherPolicy("usage_batches"),
  ],
);

/** Usage whose customer is not known yet; the provider's, until staff assign it. */
export const unassignedUsage = pgTable(
  "unassigned_usage",
  {
    id: text("id").primaryKey(),
    source: text("source").notNull(),
    eventId: text("event_id").notNull(),
    sourceKind: text("source_kind", { enum: sourceKinds }).notNull(),
    reason: text("reason").notNull(),
    body: jsonb("body").$type<Record<string, unknown>>().notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [
    stateCheck("unassigned_usage", t.sourceKind, sourceKinds),
    uniqueIndex("unassigned_usage_identity").on(t.source, t.eventId),
  ],
);
