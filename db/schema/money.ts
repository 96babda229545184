import { sql } from "drizzle-orm";
import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { adjustmentStates, chargeStates } from "../../server/money/states";
import { billingEvents, subscriptionParameters } from "./billing";
import { customers } from "./configuration";
import { statementLines } from "./statements";
import { stateCheck } from "./states";
import { computedMinorUnits, customerId, id, instant, quantity, tenantPolicies } from "./tenancy";

/**
 * What a customer owes (on no statement yet; on an issued one), what was earned, the tax of it, what was paid, and what
 * was given up.
 */
export const ledgerAccountKinds = ["receivable", "unbilled", "revenue", "tax", "cash", "write_offs"] as const;

/**
 * A customer's books in a currency. Whoever posts holds the row until the transaction ends: postings and the issue of
 * statements follow each other.
 */
export const ledgers = pgTable(
  "ledgers",
  {
    customerId: customerId().references(() => customers.id),
    currency: text("currency").notNull(),
    /** Up to here billing periods are closed: nothing is added to their statements. NULL: none was closed yet. */
    closedUntil: instant("closed_until"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.currency] }), ...tenantPolicies("ledgers")],
);

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
