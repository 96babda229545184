import { sql } from "drizzle-orm";
import {
  check,
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
import { billingModes } from "../../server/billing/states";
import { feeKinds, statementStates, type TaxCategory, taxCategories } from "../../server/money/states";
import { billingEvents, type Cover, subscriptionParameters, subscriptions } from "./billing";
import { meterAggregations, placements } from "./catalogue";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { computedMinorUnits, customerId, id, instant, minorUnits, quantity, tenantPolicies } from "./tenancy";

/** Names and addresses that an issued statement shows, as they were then. */
export type StatementHeader = {
  customerName: string;
  customerIdentifier: string;
  /** As billing information has it; '' where the customer gave none. */
  customerAddress: string;
  customerCountry: string;
  customerTaxNumber: string;
  providerName: string;
  providerAddress: string;
  /** The rest is missing on statements from before they were stored; '' where it was not given. */
  customerVatNumber?: string;
  /** For statements, as billing information has it. */
  customerEmail?: string;
  providerCountry?: string;
  providerVatId?: string;
  providerRegistration?: string;
  providerEmail?: string;
  providerPhone?: string;
  iban?: string;
  bic?: string;
  paymentNote?: string;
};

/** A row of a statement's tax breakdown: what is taxed alike, and the tax of it, rounded once. */
export type StoredTax = {
  category: TaxCategory;
  /** Percent. */
  rate: string;
  /** Minor units as decimal text. */
  taxable: string;
  tax: string;
  /** Why no tax is charged; null where it is. */
  reason: string | null;
};

/**
 * A statement of one customer, period and currency. The draft of a period opens with the period's first charge. Issued,
 * it has a number and never changes (triggers of migration 0055): only whether it is paid does.
 */
export const statements = pgTable(
  "statements",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    periodStart: instant("period_start").notNull(),
    periodEnd: instant("period_end").notNull(),
    /** The zone in which the period was taken. */
    timeZone: text("time_zone").notNull(),
    currency: text("currency").notNull(),
    state: text("state", { enum: statementStates }).notNull(),
    createdAt: instant("created_at").notNull(),
    /** The rest is NULL while it is a draft. Numbers of a series have no gaps. */
    number: text("number"),
    issuedAt: instant("issued_at"),
    issuedBy: text("issued_by"),
    dueAt: instant("due_at"),
    header: jsonb("header").$type<StatementHeader>(),
    feesMinor: computedMinorUnits("fees_minor"),
    useMinor: computedMinorUnits("use_minor"),
    /** Fees and use. */
    netMinor: computedMinorUnits("net_minor"),
    taxMinor: computedMinorUnits("tax_minor").notNull().default(sql`0`),
    /** Net and tax: what is to be paid. */
    grossMinor: computedMinorUnits("gross_minor"),
    /** Empty where the provider charged no tax at all. */
    taxes: jsonb("taxes").$type<StoredTax[]>().notNull().default([]),
    /** What payments and credits have settled of it. */
    settledMinor: computedMinorUnits("settled_minor").notNull().default(sql`0`),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("statements_id").on(t.id),
    uniqueIndex("statements_number").on(t.number),
    index("statements_newest").on(t.issuedAt, t.number).where(sql`${t.number} is not null`),
    index("statements_due").on(t.dueAt).where(sql`${t.state} = 'issued'`),
    index("statements_customer").on(t.customerId, t.issuedAt, t.number).where(sql`${t.number} is not null`),
    check("statements_gross", sql`${t.grossMinor} = ${t.netMinor} + ${t.taxMinor}`),
    check("statements_issued", sql`(${t.state} = 'draft') = (${t.number} is null)`),
    uniqueIndex("statements_draft").on(t.customerId, t.periodStart, t.currency).where(sql`${t.state} = 'draft'`),
    stateCheck("statements", t.state, statementStates),
    ...tenantPolicies("statements"),
  ],
);

/** Ordinary use of a cloud and what its overflow machines carried, in the meter's unit. */
export type BilledUse = { ordinary: string; carried: string };

/**
 * A line of a statement: what one limit's window and billing event were charged, in the words and figures of the last
 * posting. Names, limits and figures that change later change no line.
 */
export const statementLines = pgTable(
  "statement_lines",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    statementId: text("statement_id").notNull(),
    parameterId: text("parameter_id").notNull(),
    /** NULL: the window was charged without an event. */
    billingEventId: text("billing_event_id"),
    meter: text("meter").notNull(),
    windowStart: instant("window_start").notNull(),
    windowEnd: instant("window_end").notNull(),
    /** What the subscription bills by: of offset billing one line holds the month's windows. */
    mode: text("mode", { enum: billingModes }).notNull().default("limit"),
    /** The ordinal of its first charge: lines of one meter and window stand in this order. */
    ordinal: integer("ordinal").notNull(),
    meterName: text("meter_name").notNull(),
    unit: text("unit").notNull(),
    decimals: integer("decimals").notNull(),
    aggregation: text("aggregation", { enum: meterAggregations }).notNull(),
    placement: text("placement", { enum: placements }).notNull(),
    eventNumber: integer("event_number"),
    eventOrdinal: integer("event_ordinal"),
    /** The event's host cloud; all NULL: on-premises, or no event. */
    cloudId: text("cloud_id"),
    cloudName: text("cloud_name"),
    cloudColorIndex: integer("cloud_color_index"),
    firstMachineName: text("first_machine_name"),
    /** Written when the event's overflow machine has its name. */
    overflowMachineName: text("overflow_machine_name"),
    /** The window's use and its split (docs/rules.md 4.6), in the meter's unit. NULL: lost before lines were stored. */
    used: quantity("used"),
    covered: quantity("covered"),
    overflow: quantity("overflow"),
    excess: quantity("excess"),
    /** The use by cloud id, 'on-premises' for none. */
    useByCloud: jsonb("use_by_cloud").$type<Record<string, BilledUse>>().notNull(),
    limit: quantity("limit_quantity"),
    /** The cloud whose use alone the limit counts; NULL: all clouds. */
    scopeCloudName: text("scope_cloud_name"),
    /** Billing units = units of the meter x factor. */
    billingFactor: quantity("billing_factor").notNull().default("1"),
    /** The window's included amounts on top of the limit. */
    covers: jsonb("covers").$type<Cover[]>().notNull().default([]),
    billingStep: quantity("billing_step").notNull(),
    rate: quantity("rate").notNull(),
    /** Billing units of the charges that did not fail. */
    quantity: quantity("quantity").notNull(),
    /** The amounts of the charges that are owed. */
    amountMinor: computedMinorUnits("amount_minor").notNull(),
    currency: text("currency").notNull(),
    /** How the last charge was rounded, in a sentence. */
    rounding: text("rounding").notNull(),
    /** As issued; of a draft it is not decided yet. */
    taxCategory: text("tax_category", { enum: taxCategories }).notNull().default("O"),
    /** Percent. */
    taxRate: quantity("tax_rate").notNull().default("0"),
    createdAt: instant("created_at").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("statement_lines_id").on(t.id),
    stateCheck("statement_lines", t.mode, billingModes),
    stateCheck("statement_lines", t.taxCategory, taxCategories),
    unique("statement_lines_cause")
      .on(t.customerId, t.statementId, t.parameterId, t.windowStart, t.billingEventId)
      .nullsNotDistinct(),
    index("statement_lines_event").on(t.customerId, t.billingEventId),
    foreignKey({ columns: [t.customerId, t.statementId], foreignColumns: [statements.customerId, statements.id] }),
    foreignKey({
      columns: [t.customerId, t.parameterId],
      foreignColumns: [subscriptionParameters.customerId, subscriptionParameters.id],
    }),
    foreignKey({
      columns: [t.customerId, t.billingEventId],
      foreignColumns: [billingEvents.customerId, billingEvents.id],
    }),
    ...tenantPolicies("statement_lines"),
  ],
);

/**
 * A fee on an issued statement: what a component of a subscription's plan comes to for a period, or what changed of it
 * since it was billed (docs/rules.md 7.5). Names and price as they were then.
 */
export const statementFees = pgTable(
  "statement_fees",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    statementId: text("statement_id").notNull(),
    subscriptionId: text("subscription_id").notNull(),
    planName: text("plan_name").notNull(),
    serviceName: text("service_name").notNull(),
    seats: integer("seats").notNull(),
    /** The component, and the version that has it: by both and the period its running total is found again. */
    component: text("component").notNull(),
    name: text("name").notNull(),
    kind: text("kind", { enum: feeKinds }).notNull(),
    /** The period that the fee is of. */
    periodStart: instant("period_start").notNull(),
    periodEnd: instant("period_end").notNull(),
    /** The part of it in which the subscription is valid. */
    validStart: instant("valid_start").notNull(),
    validEnd: instant("valid_end").notNull(),
    /** Of a whole period; NULL: it is worked out from other amounts. */
    priceMinor: minorUnits("price_minor"),
    amountMinor: computedMinorUnits("amount_minor").notNull(),
    currency: text("currency").notNull(),
    /** How the amount was worked out, in a sentence. */
    rounding: text("rounding").notNull(),
    /** What tax it bears (EN 16931). */
    taxCategory: text("tax_category", { enum: taxCategories }).notNull().default("O"),
    /** Percent. */
    taxRate: quantity("tax_rate").notNull().default("0"),
    ledgerEntryId: text("ledger_entry_id"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("statement_fees_id").on(t.id),
    stateCheck("statement_fees", t.taxCategory, taxCategories),
    unique("statement_fees_period").on(t.customerId, t.statementId, t.subscriptionId, t.component, t.periodStart),
    stateCheck("statement_fees", t.kind, feeKinds),
    index("statement_fees_subscription").on(t.customerId, t.subscriptionId),
    foreignKey({
      name: "statement_fees_of_statement",
      columns: [t.customerId, t.statementId],
      foreignColumns: [statements.customerId, statements.id],
    }),
    foreignKey({
      name: "statement_fees_of_subscription",
      columns: [t.customerId, t.subscriptionId],
      foreignColumns: [subscriptions.customerId, subscriptions.id],
    }),
    ...tenantPolicies("statement_fees"),
  ],
);

/** The next number of each series of statements. Taken under its lock, in the transaction that issues. */
export const statementSeries = pgTable("statement_series", {
  series: text("series").primaryKey(),
  next: integer("next").notNull(),
});
