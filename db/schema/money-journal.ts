import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { ledgerAccountKinds } from "./money";
import { instant } from "./tenancy";

/** What the provider's bookkeeping calls accounts, where finance set it (server/money/account-codes.ts). */
export const accountCodes = pgTable(
  "account_codes",
  {
    kind: text("kind", { enum: ledgerAccountKinds }).notNull(),
    /** Of revenue: the service whose revenue is booked there; '' for all others. */
    serviceId: text("service_id").notNull().default(""),
    code: text("code").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.serviceId] })],
);
