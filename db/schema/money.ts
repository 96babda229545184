import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { chargeStates } from "../../server/money/states";
import { billingEvents, subscriptionParameters } from "./billing";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, id, instant, minorUnits, quantity, tenantPolicies } from "./tenancy";

export const ledgerAccountKinds = ["receivable", "unbilled", "revenue"] as const;
export const ledgerAccounts = pgTable(
  "ledger_accounts",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    kind: text("kind", { enum: ledgerAccountKinds }).notNull(),
    currency: text("currency").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("ledger_accounts_id").on(t.id),
    uniqueIndex("ledger_accounts_kind").on(t.customerId, t.kind, t.currency),
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
    amountMinor: minorUnits("amount_minor").notNull(), // debit positive, credit negative
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
    amountMinor: minorUnits("amount_minor").notNull(),
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
