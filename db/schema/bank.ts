import { sql } from "drizzle-orm";
import { date, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bankEntryKinds, bankEntryStates, bankFormats } from "../../server/bank/states";
import { stateCheck } from "./states";
import { instant, minorUnits } from "./tenancy";

/** A bank's file that finance uploaded: its name, and what came of it. Its entries are stored on their own. */
export const bankFiles = pgTable(
  "bank_files",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    format: text("format", { enum: bankFormats }).notNull(),
    /** Entries that it added, and those that an earlier file had brought. */
    added: integer("added").notNull(),
    known: integer("known").notNull(),
    /** Payments that went out, and what the bank has not booked yet: not stored. */
    outgoing: integer("outgoing").notNull(),
    pending: integer("pending").notNull(),
    uploadedBy: text("uploaded_by").notNull(),
    uploadedAt: instant("uploaded_at").notNull(),
  },
  (t) => [stateCheck("bank_files", t.format, bankFormats)],
);

/**
 * What a bank account received. Stored once, however many files state it: by the account, the digest of everything the
 * bank states of it, and its position among equal ones. Of no customer until a person confirms it: the provider's.
 */
export const bankEntries = pgTable(
  "bank_entries",
  {
    id: text("id").primaryKey(),
    fileId: text("file_id")
      .notNull()
      .references(() => bankFiles.id),
    kind: text("kind", { enum: bankEntryKinds }).notNull(),
    /** The provider's account, an IBAN or another number. */
    account: text("account").notNull(),
    digest: text("digest").notNull(),
    /** Among entries of one file that are alike: 1, 2, … */
    position: integer("position").notNull(),
    amountMinor: minorUnits("amount_minor").notNull(),
    currency: text("currency").notNull(),
    bookedOn: date("booked_on", { mode: "string" }).notNull(),
    /** The bank's own reference of the entry, and the payer's; '' where there is none. */
    bankReference: text("bank_reference").notNull(),
    endToEndId: text("end_to_end_id").notNull(),
    debtorName: text("debtor_name").notNull(),
    debtorAccount: text("debtor_account").notNull(),
    /** What the payer wrote, in one line. */
    remittance: text("remittance").notNull(),
    state: text("state", { enum: bankEntryStates }).notNull(),
    decidedBy: text("decided_by"),
    decidedAt: instant("decided_at"),
    /** Why it was ignored, or taken back. */
    reason: text("reason"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("bank_entries_once").on(t.account, t.digest, t.position),
    index("bank_entries_state").on(t.state, t.bookedOn, t.id),
    index("bank_entries_debtor").on(t.debtorAccount).where(sql`${t.state} = 'confirmed'`),
    index("bank_entries_debtor_name").on(t.debtorName).where(sql`${t.state} = 'confirmed'`),
    index("bank_entries_file").on(t.fileId),
    stateCheck("bank_entries", t.kind, bankEntryKinds),
    stateCheck("bank_entries", t.state, bankEntryStates),
  ],
);
