import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import {
  creditLimitRequestStates,
  customerStates,
  serviceConfigurationStates,
} from "../../server/configuration/states";
import type { EarlierZone } from "../../server/periods";
import { services } from "./catalogue";
import { stateCheck } from "./states";
import { customerId, id, instant, minorUnits, tenantPolicies } from "./tenancy";

/** A company that buys. `id` is its customer_id everywhere else. */
export const customers = pgTable(
  "customers",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /**
     * Customer account identifier: proposed by Spillway or the customer's own; it counts once a person confirmed it.
     */
    identifier: text("identifier").notNull(),
    identifierConfirmedAt: instant("identifier_confirmed_at"),
    identifierConfirmedBy: text("identifier_confirmed_by"),
    state: text("state", { enum: customerStates }).notNull(),
    /** Closed for good: it has no use after this. */
    closedAt: instant("closed_at"),
    currency: text("currency").notNull(),
    timeZone: text("time_zone").notNull(),
    /** The billing time zones before it: periods that ran when it changed ended as they began. */
    earlierZones: jsonb("earlier_zones").$type<EarlierZone[]>().notNull().default([]),
    /** Approved credit limit in minor units of `currency`; 0 until staff approve one. */
    creditLimitMinor: minorUnits("credit_limit_minor").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("customers_identifier").on(t.identifier),
    // Without case and punctuation, as payers write it (server/bank/find-matches.ts).
    index("customers_identifier_plain").on(sql`regexp_replace(lower(${t.identifier}), '[^a-z0-9]', '', 'g')`),
    index("customers_state").on(t.state, t.id),
    index("customers_name").on(sql`lower(${t.name})`, t.id),
    stateCheck("customers", t.state, customerStates),
    ...tenantPolicies("customers", { column: "id" }),
  ],
);

/** Contact information, first of the customer's informations. */
export const contacts = pgTable(
  "contacts",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    kind: text("kind", { enum: ["main", "billing", "technical"] }).notNull(),
    name: text("name").notNull(),
    email: text("email").notNull(),
    phone: text("phone"),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("contacts_id").on(t.id),
    uniqueIndex("contacts_kind").on(t.customerId, t.kind),
    ...tenantPolicies("contacts"),
  ],
);

export const billingInformation = pgTable(
  "billing_information",
  {
    customerId: customerId()
      .primaryKey()
      .references(() => customers.id),
    legalName: text("legal_name").notNull(),
    address: text("address").notNull(),
    country: text("country").notNull(),
    taxNumber: text("tax_number"),
    statementEmail: text("statement_email"),
    updatedAt: instant("updated_at").notNull(),
  },
  () => tenantPolicies("billing_information"),
);

export const creditLimitRequests = pgTable(
  "credit_limit_requests",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    amountMinor: minorUnits("amount_minor").notNull(),
    reason: text("reason"),
    state: text("state", { enum: creditLimitRequestStates }).notNull(),
    requestedBy: text("requested_by").notNull(),
    requestedAt: instant("requested_at").notNull(),
    decidedBy: text("decided_by"),
    decidedAt: instant("decided_at"),
    approvedMinor: minorUnits("approved_minor"),
    decisionReason: text("decision_reason"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("credit_limit_requests_id").on(t.id),
    index("credit_limit_requests_state").on(t.state, t.requestedAt),
    stateCheck("credit_limit_requests", t.state, creditLimitRequestStates),
    ...tenantPolicies("credit_limit_requests"),
  ],
);

/**
 * The configuration of a service for one machine: made when the customer's information arrives
 * (`configured`), waiting before. `units` is the work placed on this machine (Compute node);
 * `version` rises with each change and shows the machine that there is something to apply.
 */
export const serviceConfigurations = pgTable(
  "service_configurations",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    machineId: text("machine_id").notNull(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    state: text("state", { enum: serviceConfigurationStates }).notNull(),
    /** Which of the customer's informations triggered it: contact | identifier | credit_limit. */
    triggeredBy: text("triggered_by"),
    units: integer("units").notNull(),
    /** Service-specific settings that the machine receives: paths, intervals, snapshots to adopt and to drop. */
    settings: jsonb("settings").$type<Record<string, string>>().notNull(),
    version: integer("version").notNull(),
    appliedVersion: integer("applied_version").notNull(),
    paused: boolean("paused").notNull(),
    createdAt: instant("created_at").notNull(),
    configuredAt: instant("configured_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("service_configurations_id").on(t.id),
    uniqueIndex("service_configurations_machine").on(t.customerId, t.machineId),
    index("service_configurations_waiting").on(t.customerId).where(sql`${t.state} = 'waiting'`),
    stateCheck("service_configurations", t.state, serviceConfigurationStates),
    ...tenantPolicies("service_configurations"),
  ],
);
