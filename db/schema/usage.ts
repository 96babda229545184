import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { fates, setAsideDecisions, sourceKinds } from "../../server/usage/states";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, id, instant, quantity, tenantPolicies, togetherPolicy } from "./tenancy";
import { inOrderOfArrival } from "./usage-rollups";

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
