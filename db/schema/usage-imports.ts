import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { importStates } from "../../server/usage/states";
import { clouds } from "./clouds";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, id, instant, quantity, tenantPolicies } from "./tenancy";

/** A file that was imported: every row of it ended counted or listed, and the totals reconcile. */
export const usageImports = pgTable(
  "usage_imports",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    fileName: text("file_name").notNull(),
    fileSha256: text("file_sha256").notNull(),
    state: text("state", { enum: importStates }).notNull(),
    rows: integer("rows").notNull(),
    counted: integer("counted").notNull(),
    listed: integer("listed").notNull(),
    duplicates: integer("duplicates").notNull(),
    reasons: jsonb("reasons").$type<Record<string, number>>().notNull(),
    totals: jsonb("totals").$type<Record<string, string>>().notNull(),
    importedBy: text("imported_by").notNull(),
    importedAt: instant("imported_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("usage_imports_id").on(t.id),
    stateCheck("usage_imports", t.state, importStates),
    ...tenantPolicies("usage_imports"),
  ],
);

/** A use of a file, by a hash of what identifies it but its quantity, and the import that recorded it. */
export const usageImportUses = pgTable(
  "usage_import_uses",
  {
    customerId: customerId().references(() => customers.id),
    use: uuid("use").notNull(),
    importId: text("import_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.use] }),
    foreignKey({ columns: [t.customerId, t.importId], foreignColumns: [usageImports.customerId, usageImports.id] }),
    ...tenantPolicies("usage_import_uses"),
  ],
);

/**
 * A record that stands for a file's row, with the row's billing account and period: what an export of the same period
 * again is compared with (a restatement). `use` is the row's, as in `usage_import_uses`; `quantity` is what the file
 * states, in the meter's unit, also where staff amended the record. A restated row that changed or is gone has none.
 */
export const usageImportRecords = pgTable(
  "usage_import_records",
  {
    customerId: customerId().references(() => customers.id),
    digest: uuid("digest").notNull(),
    /** The record's; it leads to its partition. */
    endedAt: instant("ended_at").notNull(),
    use: uuid("use").notNull(),
    quantity: quantity("quantity").notNull(),
    importId: text("import_id").notNull(),
    cloudId: text("cloud_id").notNull(),
    billingAccount: text("billing_account").notNull(),
    /** As the file has it, at UTC. */
    periodStart: instant("period_start").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.digest] }),
    index("usage_import_records_import").on(t.customerId, t.importId),
    index("usage_import_records_period").on(t.customerId, t.cloudId, t.billingAccount, t.periodStart),
    foreignKey({ columns: [t.customerId, t.importId], foreignColumns: [usageImports.customerId, usageImports.id] }),
    ...tenantPolicies("usage_import_records"),
  ],
);

/** A row of a file that was not counted, with the reason. */
export const usageImportRows = pgTable(
  "usage_import_rows",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    importId: text("import_id").notNull(),
    rowNumber: integer("row_number").notNull(),
    reason: text("reason").notNull(),
    content: jsonb("content").$type<Record<string, string | null>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("usage_import_rows_id").on(t.id),
    index("usage_import_rows_import").on(t.customerId, t.importId, t.rowNumber),
    foreignKey({ columns: [t.customerId, t.importId], foreignColumns: [usageImports.customerId, usageImports.id] }),
    ...tenantPolicies("usage_import_rows"),
  ],
);
