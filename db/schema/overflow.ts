import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { overflowStates, overflowStepNames, overflowStepStates } from "../../server/overflow/states";
import { billingEvents, type VirtualResource } from "./billing";
import { clouds } from "./clouds";
import { machines } from "./collection";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { computedMinorUnits, customerId, id, instant, quantity, tenantPolicies } from "./tenancy";

/** A machine order without its user data: that holds a join code and is made at the call. */
export type OverflowMachineOrder = {
  key: string;
  name: string;
  account: string;
  flavor: string;
  image: string;
  tags: Record<string, string>;
};

/** The overflow that answers a billing event: one for each event, worked off by level under a lease. */
export const overflows = pgTable(
  "overflows",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    billingEventId: text("billing_event_id").notNull(),
    state: text("state", { enum: overflowStates }).notNull(),
    /** Where work goes on after held_…, stuck. */
    resumeState: text("resume_state", { enum: overflowStates }),
    firstMachineId: text("first_machine_id"),
    machineId: text("machine_id"),
    cloudId: text("cloud_id").references(() => clouds.id),
    resource: jsonb("resource").$type<VirtualResource>(),
    /**
     * The second machine's resource configuration, made from the resource's specifications: what the driver is asked
     * for.
     */
    machineOrder: jsonb("machine_order").$type<OverflowMachineOrder>(),
    instanceId: text("instance_id"),
    linkId: text("link_id"),
    licenseId: text("license_id"),
    /** In the meter's unit: what it can carry, what is placed on it, what it was last seen carrying. */
    capacity: quantity("capacity"),
    placed: quantity("placed"),
    /** What was taken from the first machine; it goes back when the overflow retires. */
    taken: quantity("taken"),
    carried: quantity("carried"),
    estimateMinor: computedMinorUnits("estimate_minor"),
    askedAt: instant("asked_at"),
    answerDueAt: instant("answer_due_at"),
    answeredAt: instant("answered_at"),
    answeredBy: text("answered_by"),
    answer: text("answer", { enum: ["yes", "no"] }),
    reason: text("reason"),
    withinLimitSince: instant("within_limit_since"),
    attempts: integer("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    error: text("error"),
    leasedBy: text("leased_by"),
    leasedUntil: instant("leased_until"),
    createdAt: instant("created_at").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("overflows_id").on(t.id),
    uniqueIndex("overflows_event").on(t.customerId, t.billingEventId),
    index("overflows_work").on(t.state, t.nextAttemptAt),
    index("overflows_changed").on(t.state, t.changedAt),
    index("overflows_customer_state").on(t.customerId, t.state),
    foreignKey({
      columns: [t.customerId, t.billingEventId],
      foreignColumns: [billingEvents.customerId, billingEvents.id],
    }),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    stateCheck("overflows", t.state, overflowStates),
    stateCheck("overflows", t.resumeState, overflowStates),
    ...tenantPolicies("overflows"),
  ],
);

/** The steps of an overflow as staff read them: state, time, evidence, error, next attempt. */
export const overflowSteps = pgTable(
  "overflow_steps",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    overflowId: text("overflow_id").notNull(),
    step: text("step", { enum: overflowStepNames }).notNull(),
    state: text("state", { enum: overflowStepStates }).notNull(),
    attempts: integer("attempts").notNull(),
    evidence: jsonb("evidence").$type<Record<string, string>>().notNull(),
    error: text("error"),
    nextAttemptAt: instant("next_attempt_at"),
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("overflow_steps_id").on(t.id),
    uniqueIndex("overflow_steps_step").on(t.customerId, t.overflowId, t.step),
    index("overflow_steps_running").on(t.overflowId).where(sql`${t.state} = 'running'`),
    index("overflow_steps_carried").on(t.endedAt).where(sql`${t.step} = 'carried' and ${t.state} = 'done'`),
    foreignKey({ columns: [t.customerId, t.overflowId], foreignColumns: [overflows.customerId, overflows.id] }),
    stateCheck("overflow_steps", t.step, overflowStepNames),
    stateCheck("overflow_steps", t.state, overflowStepStates),
    ...tenantPolicies("overflow_steps"),
  ],
);
/** Capacity held for an overflow from the moment its resource is identified, in the same transaction. */
export const resourceReservations = pgTable(
  "resource_reservations",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    overflowId: text("overflow_id").notNull(),
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    flavor: text("flavor").notNull(),
    reservedAt: instant("reserved_at").notNull(),
    releasedAt: instant("released_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("resource_reservations_id").on(t.id),
    uniqueIndex("resource_reservations_overflow").on(t.customerId, t.overflowId),
    index("resource_reservations_held").on(t.cloudId, t.flavor).where(sql`${t.releasedAt} is null`),
    foreignKey({ columns: [t.customerId, t.overflowId], foreignColumns: [overflows.customerId, overflows.id] }),
    ...tenantPolicies("resource_reservations"),
  ],
);
