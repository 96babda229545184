import { sql } from "drizzle-orm";
import { check, date, foreignKey, index, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { paymentKinds, paymentStates, settlementKinds } from "../../server/money/states";
import { bankEntries } from "./bank";
import { customers } from "./configuration";
import { statements } from "./statements";
import { stateCheck } from "./states";
import { computedMinorUnits, customerId, id, instant, minorUnits, tenantPolicies } from "./tenancy";

/**
 * Money that came in, as finance entered it or confirmed it of a bank's file. One that was entered by mistake is
 * reversed, never deleted. A refund and a write-off are rows of their own kind, above zero as well.
 */
export const payments = pgTable(
  "payments",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    kind: text("kind", { enum: paymentKinds }).notNull().default("payment"),
    amountMinor: minorUnits("amount_minor").notNull(),
    currency: text("currency").notNull(),
    /** The day on which it came or went, as the bank states it; of a write-off that of its entry. */
    receivedOn: date("received_on", { mode: "string" }).notNull(),
    /** What the bank states: by it a payment is found again, and one entered by hand is not entered twice. */
    reference: text("reference").notNull(),
    /** The bank's entry that it came by; NULL: entered by hand. */
    bankEntryId: text("bank_entry_id").references(() => bankEntries.id),
    state: text("state", { enum: paymentStates }).notNull(),
    enteredBy: text("entered_by").notNull(),
    enteredAt: instant("entered_at").notNull(),
    reversedBy: text("reversed_by"),
    reversedAt: instant("reversed_at"),
    /** Why it was reversed. */
    reason: text("reason"),
    /** Why it was refunded, or written off. */
    note: text("note"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("payments_id").on(t.id),
    uniqueIndex("payments_once")
      .on(t.customerId, t.kind, t.receivedOn, t.amountMinor, t.currency, t.reference)
      .where(sql`${t.state} = 'entered' and ${t.bankEntryId} is null and ${t.kind} <> 'write_off'`),
    index("payments_bank_entry").on(t.bankEntryId).where(sql`${t.bankEntryId} is not null`),
    index("payments_received").on(t.receivedOn, t.id),
    stateCheck("payments", t.kind, paymentKinds),
    stateCheck("payments", t.state, paymentStates),
    ...tenantPolicies("payments"),
  ],
);

/** What of a payment, of a statement below zero or of a write-off settles which statement, or is refunded. */
export const settlements = pgTable(
  "settlements",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    /** Either of the two. */
    statementId: text("statement_id"),
    refundId: text("refund_id"),
    sourceKind: text("source_kind", { enum: settlementKinds }).notNull(),
    /** A payment, a statement, or a write-off. */
    sourceId: text("source_id").notNull(),
    amountMinor: computedMinorUnits("amount_minor").notNull(),
    currency: text("currency").notNull(),
    settledAt: instant("settled_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("settlements_id").on(t.id),
    index("settlements_statement").on(t.customerId, t.statementId),
    index("settlements_source").on(t.customerId, t.sourceId),
    index("settlements_refund").on(t.customerId, t.refundId).where(sql`${t.refundId} is not null`),
    check("settlements_target", sql`num_nonnulls(${t.statementId}, ${t.refundId}) = 1`),
    stateCheck("settlements", t.sourceKind, settlementKinds),
    foreignKey({
      name: "settlements_of_statement",
      columns: [t.customerId, t.statementId],
      foreignColumns: [statements.customerId, statements.id],
    }),
    foreignKey({
      name: "settlements_of_refund",
      columns: [t.customerId, t.refundId],
      foreignColumns: [payments.customerId, payments.id],
    }),
    ...tenantPolicies("settlements"),
  ],
);
