import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { billingModes } from "../../server/billing/states";
import { adjustmentStates, chargeStates, statementStates } from "../../server/money/states";
import { billingEvents, type Cover, subscriptionParameters } from "./billing";
import { meterAggregations, placements } from "./catalogue";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { computedMinorUnits, customerId, id, instant, quantity, tenantPolicies } from "./tenancy";

export const ledgerAccountKinds = ["receivable", "unbilled", "revenue"] as const;
export const ledgerAccounts = pgTable(
  "ledger_accounts",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    kind: text("kind", { enum: ledgerAccountKinds }).notNull(),
    currency: text("currency").notNull(),
    /** The sum of the account's postings, updated in the transaction that posts. */
    balanceMinor: computedMinorUnits("balance_minor").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("ledger_accounts_id").on(t.id),
    uniqueIndex("ledger_accounts_kind").on(t.customerId, t.kind, t.currency),
    index("ledger_accounts_owed").on(t.kind, t.currency, t.balanceMinor).where(sql`${t.balanceMinor} <> 0`),
    ...tenantPolicies("ledger_accounts"),
  ],
);

/** A balanced entry: its postings sum to zero per currency (deferred constraint, custom migration). */
export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    causeKind: text("cause_kind").notNull(),
    causeId: text("cause_id").notNull(),
    description: text("description").notNull(),
    postedAt: instant("posted_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("ledger_entries_id").on(t.id),
    uniqueIndex("ledger_entries_cause").on(t.customerId, t.causeKind, t.causeId),
    ...tenantPolicies("ledger_entries"),
  ],
);

export const ledgerPostings = pgTable(
  "ledger_postings",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    entryId: text("entry_id").notNull(),
    accountId: text("account_id").notNull(),
    amountMinor: computedMinorUnits("amount_minor").notNull(), // debit positive, credit negative
    currency: text("currency").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("ledger_postings_id").on(t.id),
    index("ledger_postings_entry").on(t.customerId, t.entryId),
    foreignKey({ columns: [t.customerId, t.entryId], foreignColumns: [ledgerEntries.customerId, ledgerEntries.id] }),
    foreignKey({
      columns: [t.customerId, t.accountId],
      foreignColumns: [ledgerAccounts.customerId, ledgerAccounts.id],
    }),
    ...tenantPolicies("ledger_postings"),
  ],
);

/** A statement of one customer, period and currency. The draft of a period opens with the period's first charge. */
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
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("statements_id").on(t.id),
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
    createdAt: instant("created_at").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("statement_lines_id").on(t.id),
    stateCheck("statement_lines", t.mode, billingModes),
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

/** An increment billed: what docs/rules.md 4.8 gives, with everything it was worked out from. */
export const charges = pgTable(
  "charges",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    lineId: text("line_id").notNull(),
    parameterId: text("parameter_id").notNull(),
    billingEventId: text("billing_event_id"),
    meter: text("meter").notNull(),
    windowStart: instant("window_start").notNull(),
    windowEnd: instant("window_end").notNull(),
    /** Running total of the increment when this charge was made, and what was already remitted. */
    increment: quantity("increment").notNull(),
    cover: quantity("cover").notNull(),
    remittedBefore: quantity("remitted_before").notNull(),
    quantity: quantity("quantity").notNull(),
    rate: quantity("rate").notNull(),
    /** Of offset billing: what the window's exact price changed by, in major units. The amount is the total's. */
    price: quantity("price"),
    amountMinor: computedMinorUnits("amount_minor").notNull(),
    currency: text("currency").notNull(),
    rounding: text("rounding").notNull(),
    state: text("state", { enum: chargeStates }).notNull(),
    /** One charge for each running total: the unique key that makes billing safe to run twice. */
    ordinal: integer("ordinal").notNull(),
    ledgerEntryId: text("ledger_entry_id"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("charges_id").on(t.id),
    uniqueIndex("charges_ordinal").on(t.customerId, t.parameterId, t.windowStart, t.ordinal),
    index("charges_line").on(t.customerId, t.lineId),
    index("charges_owed").on(t.createdAt, t.currency, t.amountMinor).where(sql`${t.state} = 'posted'`),
    foreignKey({
      columns: [t.customerId, t.lineId],
      foreignColumns: [statementLines.customerId, statementLines.id],
    }),
    foreignKey({
      columns: [t.customerId, t.parameterId],
      foreignColumns: [subscriptionParameters.customerId, subscriptionParameters.id],
    }),
    foreignKey({
      columns: [t.customerId, t.billingEventId],
      foreignColumns: [billingEvents.customerId, billingEvents.id],
    }),
    stateCheck("charges", t.state, chargeStates),
    ...tenantPolicies("charges"),
  ],
);

/**
 * What a correction of billed use would take back: proposed, and posted as a charge of negative quantity once finance
 * confirms it (docs/rules.md 4.8). One open proposal for each limit and window; its figures follow the window's.
 */
export const adjustments = pgTable(
  "adjustments",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    parameterId: text("parameter_id").notNull(),
    meter: text("meter").notNull(),
    windowStart: instant("window_start").notNull(),
    windowEnd: instant("window_end").notNull(),
    /** Billing units that were billed in the window, and that its running total comes to now. */
    billed: quantity("billed").notNull(),
    due: quantity("due").notNull(),
    /** due - billed, below 0. */
    quantity: quantity("quantity").notNull(),
    rate: quantity("rate").notNull(),
    amountMinor: computedMinorUnits("amount_minor").notNull(),
    currency: text("currency").notNull(),
    /** How the amount was worked out, in a sentence. */
    rounding: text("rounding").notNull(),
    state: text("state", { enum: adjustmentStates }).notNull(),
    proposedAt: instant("proposed_at").notNull(),
    changedAt: instant("changed_at").notNull(),
    decidedBy: text("decided_by"),
    decidedAt: instant("decided_at"),
    /** Why it was decided so, for staff. */
    reason: text("reason"),
    /** The charge that posts it. */
    chargeId: text("charge_id"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("adjustments_id").on(t.id),
    uniqueIndex("adjustments_open").on(t.customerId, t.parameterId, t.windowStart).where(sql`${t.state} = 'proposed'`),
    index("adjustments_state").on(t.state, t.proposedAt),
    foreignKey({
      columns: [t.customerId, t.parameterId],
      foreignColumns: [subscriptionParameters.customerId, subscriptionParameters.id],
    }),
    foreignKey({ columns: [t.customerId, t.chargeId], foreignColumns: [charges.customerId, charges.id] }),
    stateCheck("adjustments", t.state, adjustmentStates),
    ...tenantPolicies("adjustments"),
  ],
);
