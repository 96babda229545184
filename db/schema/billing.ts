import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { billingModes, overflowPolicies } from "../../server/billing/states";
import { meters, placements, plans, services } from "./catalogue";
import { clouds } from "./clouds";
import { machines } from "./collection";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { computedMinorUnits, customerId, id, instant, minorUnits, quantity, tenantPolicies } from "./tenancy";

export const subscriptions = pgTable(
  "subscriptions",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    planId: text("plan_id")
      .notNull()
      .references(() => plans.id),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    /** A subscription uses limit billing or offset billing, never both. */
    mode: text("mode", { enum: billingModes }).notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("subscriptions_id").on(t.id),
    uniqueIndex("subscriptions_service").on(t.customerId, t.serviceId, t.validFrom),
    // Offset billing is the exception; its windows are looked for when they close (billing/mark-closed-windows.ts).
    index("subscriptions_offset").on(t.customerId, t.id).where(sql`${t.mode} = 'offset'`),
    stateCheck("subscriptions", t.mode, billingModes),
    ...tenantPolicies("subscriptions"),
  ],
);

/** An included amount on top of a limit, by its name; in the meter's unit. */
export type Cover = { name: string; quantity: string };

/** A limit of one meter, which no host cloud ever learns. `limit_terms` holds what it allows and costs. */
export const subscriptionParameters = pgTable(
  "subscription_parameters",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    subscriptionId: text("subscription_id").notNull(),
    meter: text("meter")
      .notNull()
      .references(() => meters.slug),
    period: text("period", { enum: ["15min", "hour", "day", "week", "month"] }).notNull(),
    anchorDay: integer("anchor_day").notNull(),
    /** NULL: aggregate over all clouds. */
    scopeCloudId: text("scope_cloud_id").references(() => clouds.id),
    billingFactor: quantity("billing_factor").notNull(),
    placement: text("placement", { enum: placements }).notNull(),
    /** Half-open. Use outside of it never counts in this limit, whenever it arrives. */
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("subscription_parameters_id").on(t.id),
    index("subscription_parameters_meter").on(t.customerId, t.meter),
    foreignKey({
      columns: [t.customerId, t.subscriptionId],
      foreignColumns: [subscriptions.customerId, subscriptions.id],
    }),
    ...tenantPolicies("subscription_parameters"),
  ],
);

/**
 * What a limit allows and costs from a time on. The newest terms that have begun are in force; rates, step, covers and
 * reference shares are those in force when a window begins (docs/rules.md 4.10).
 */
export const limitTerms = pgTable(
  "limit_terms",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    parameterId: text("parameter_id").notNull(),
    validFrom: instant("valid_from").notNull(),
    /** NULL: no limit known; bill nothing and say so. Never 0 by default. */
    limit: quantity("limit_quantity"),
    thresholdPercent: quantity("threshold_percent").notNull(),
    overRate: quantity("over_rate").notNull(), // currency of the customer, per billing unit
    /** What a billing unit below the reference shares gives back; offset billing alone. */
    underCredit: quantity("under_credit").notNull().default("0"),
    billingStep: quantity("billing_step").notNull(),
    covers: jsonb("covers").$type<Cover[]>().notNull().default([]),
    /** By cloud id, in the meter's unit. A cloud that is not in it has none. */
    referenceShares: jsonb("reference_shares").$type<Record<string, string>>().notNull().default({}),
    overflowPolicy: text("overflow_policy", { enum: overflowPolicies }).notNull(),
    overflowMachinesMax: integer("overflow_machines_max").notNull(),
    /**
     * An overflow whose machine would cost more than this until its period ends is declined; minor units of the
     * customer's currency. NULL: no cap.
     */
    costCapMinor: minorUnits("cost_cap_minor"),
    answerMinutes: integer("answer_minutes").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("limit_terms_id").on(t.id),
    uniqueIndex("limit_terms_from").on(t.customerId, t.parameterId, t.validFrom),
    stateCheck("limit_terms", t.overflowPolicy, overflowPolicies),
    foreignKey({
      columns: [t.customerId, t.parameterId],
      foreignColumns: [subscriptionParameters.customerId, subscriptionParameters.id],
    }),
    ...tenantPolicies("limit_terms"),
  ],
);

/**
 * Figures of a standing as last judged; decimal strings in the meter's unit. `byCloud` is keyed by cloud id,
 * 'on-premises' for none. All but `aggregate` and `increment` are the use now; those two are the window's.
 */
export type StandingFigures = {
  use: string;
  ordinary: string;
  carried: string;
  covered: string;
  overflow: string;
  excess: string;
  aggregate: string;
  increment: string;
  settled: boolean;
  sentence: string | null;
  byCloud: Record<string, { ordinary: string; carried: string }>;
  /** Of offset billing alone: the window's margins so far. */
  offset?: WindowOffset;
};

/** A window's margins over and under the reference shares (docs/rules.md 4.9); `price` exact, in major units. */
export type WindowOffset = {
  clouds: { cloudId: string; use: string; referenceShare: string; margin: string }[];
  /** Clouds that were used and have no share; nothing is billed for them. */
  unpriced: string[];
  /** In billing units. */
  net: string;
  rate: string;
  price: string;
};

/** One machine's last value of a meter, as an evaluator saw it; `tick` is ISO. */
export type Reading = {
  machineId: string | null;
  /** Who reported it, where no machine is named. */
  source?: string;
  cloudId: string | null;
  overflow: boolean;
  tick: string;
  value: string;
};

/**
 * Why a standing could not be judged the last time, and how often that was tried since it could be last. Times are ISO;
 * the sentence names nothing internal, the log has the rest under the request's id.
 */
export type JudgingFailure = { since: string; at: string; tries: number; sentence: string; requestId: string };

/** The candidate virtual resource, written down when the threshold is met. Nothing is created for it. */
export type VirtualResource = {
  cloudId: string;
  flavor: string;
  image: string;
  artefact: string;
  vcpu: number;
  memoryBytes: string;
  storageBytes: string;
  pricePerHour: string;
  currency: string;
  /** How much of the exceeded meter it carries. */
  capacity: string;
  refused: { cloudId: string; flavor: string; reason: string }[];
};

/** Where use stands against one limit in one window. Recording marks it dirty; an evaluator locks it and judges. */
export const standings = pgTable(
  "standings",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    parameterId: text("parameter_id").notNull(),
    meter: text("meter").notNull(),
    windowStart: instant("window_start").notNull(),
    windowEnd: instant("window_end").notNull(),
    dirty: boolean("dirty").notNull(),
    dirtyAt: instant("dirty_at"),
    judgedAt: instant("judged_at"),
    figures: jsonb("figures").$type<StandingFigures>(),
    /** The readings as they stood when it was judged last: they show whose rise carried the sum over. */
    readings: jsonb("readings").$type<Reading[]>(),
    over: boolean("over").notNull(),
    thresholdMetAt: instant("threshold_met_at"),
    candidate: jsonb("candidate").$type<VirtualResource>(),
    candidateAt: instant("candidate_at"),
    /** Since when a correction of its use is not settled: while it is, what was billed too much is proposed. */
    correctedAt: instant("corrected_at"),
    /** Both are set while it cannot be judged, and end with the first judgment (docs/rules.md 4.13). */
    failure: jsonb("failure").$type<JudgingFailure>(),
    nextTryAt: instant("next_try_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("standings_id").on(t.id),
    index("standings_failing").on(t.customerId).where(sql`${t.failure} is not null`),
    uniqueIndex("standings_window").on(t.customerId, t.parameterId, t.windowStart),
    index("standings_dirty").on(t.dirty, t.dirtyAt),
    index("standings_urgent").on(t.windowEnd).where(sql`${t.over} or ${t.thresholdMetAt} is not null`),
    index("standings_unfinished")
      .on(t.meter, t.windowEnd)
      .where(sql`not ${t.dirty} and (${t.judgedAt} is null or ${t.judgedAt} - ${t.windowEnd} < interval '10 minutes')`),
    // What retention looks for (server/billing/prune-standings.ts).
    index("standings_readings").on(t.windowEnd).where(sql`${t.readings} is not null`),
    index("standings_idle")
      .on(t.windowEnd)
      .where(sql`${t.thresholdMetAt} is null and not ${t.over} and not ${t.dirty}`),
    foreignKey({
      columns: [t.customerId, t.parameterId],
      foreignColumns: [subscriptionParameters.customerId, subscriptionParameters.id],
    }),
    ...tenantPolicies("standings"),
  ],
);

/** A crossing, stored once: unique by parameter (subscription and meter), window and ordinal. Never changed. */
export const billingEvents = pgTable(
  "billing_events",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    /** Numbers people say, without gaps: EV-2031. */
    number: integer("number").notNull(),
    subscriptionId: text("subscription_id").notNull(),
    parameterId: text("parameter_id").notNull(),
    standingId: text("standing_id").notNull(),
    meter: text("meter").notNull(),
    windowStart: instant("window_start").notNull(),
    windowEnd: instant("window_end").notNull(),
    ordinal: integer("ordinal").notNull(),
    cloudId: text("cloud_id").notNull(), // a cloud's id or 'on-premises'
    firstMachineId: text("first_machine_id"),
    limit: quantity("limit_quantity").notNull(),
    aggregate: quantity("aggregate").notNull(),
    excess: quantity("excess").notNull(),
    rate: quantity("rate").notNull(),
    amountMinor: computedMinorUnits("amount_minor").notNull(),
    currency: text("currency").notNull(),
    useByCloud: jsonb("use_by_cloud").$type<Record<string, string>>().notNull(),
    /** Why this cloud and this machine: use before and now per cloud, rises per machine. */
    breakdown: jsonb("breakdown").$type<Record<string, unknown>>().notNull(),
    raisedAt: instant("raised_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("billing_events_id").on(t.id),
    unique("billing_events_number").on(t.number),
    uniqueIndex("billing_events_crossing").on(t.customerId, t.parameterId, t.windowStart, t.ordinal),
    index("billing_events_customer").on(t.customerId, t.number),
    index("billing_events_amount").on(t.amountMinor, t.number),
    index("billing_events_raised").on(t.raisedAt),
    index("billing_events_standing").on(t.customerId, t.standingId),
    foreignKey({ columns: [t.customerId, t.standingId], foreignColumns: [standings.customerId, standings.id] }),
    foreignKey({ columns: [t.customerId, t.firstMachineId], foreignColumns: [machines.customerId, machines.id] }),
    ...tenantPolicies("billing_events"),
  ],
);
