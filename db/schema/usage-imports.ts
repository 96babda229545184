import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { MappingRules } from "../../server/usage/mappings/mapping-rules";
import { importStates, importWays, type UploadPreview, uploadStates } from "../../server/usage/states";
import { clouds } from "./clouds";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { binary, bytes, customerId, id, instant, quantity, tenantPolicies } from "./tenancy";

/**
 * The mapping rules of a host cloud's exports, by version: each change is a row of its own, and none is ever changed.
 * The highest version is the present one.
 */
export const usageMappings = pgTable(
  "usage_mappings",
  {
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    version: integer("version").notNull(),
    rules: jsonb("rules").$type<MappingRules>().notNull(),
    reason: text("reason").notNull(),
    setBy: text("set_by").notNull(),
    setAt: instant("set_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.cloudId, t.version] })],
);

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
    /** Of the cloud's mapping rules by which its rows were read; 0: the defaults. */
    mappingVersion: integer("mapping_version").notNull().default(0),
    /** Of the process that makes it; one that lapsed while it runs is of a process that ended. */
    claim: text("claim"),
    claimedUntil: instant("claimed_until"),
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
    /** As the mapping rules of then read the row. */
    meter: text("meter").notNull(),
    subject: text("subject"),
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
    // A row of nobody may be another customer's: staff alone see it.
    ...tenantPolicies("usage_import_rows", { ownWhere: sql`${t.reason} <> 'no_customer'` }),
  ],
);

/**
 * Files that staff upload to be imported together as one export: received, tried, then imported or restated by a
 * worker, which holds it by a claim that lapses. The one it becomes is a row of `usage_imports`.
 */
export const usageUploads = pgTable(
  "usage_uploads",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    way: text("way", { enum: importWays }).notNull(),
    state: text("state", { enum: uploadStates }).notNull(),
    files: jsonb("files").$type<{ name: string; bytes: number }[]>().notNull(),
    /** Of all files, and how many of them have come. */
    bytes: bytes("bytes").notNull(),
    received: bytes("received").notNull(),
    /** Rows read by what runs now, and how many there are; null where nothing is known yet. */
    rowsRead: integer("rows_read"),
    rowsExpected: integer("rows_expected"),
    /** What the dry run came to. */
    preview: jsonb("preview").$type<UploadPreview>(),
    /** Why it failed, or what it waits for, as people read it. */
    fault: text("fault"),
    /** The import that it becomes; its id is given before, so that one that was cut off goes on. */
    importId: text("import_id").notNull(),
    uploadedBy: text("uploaded_by").notNull(),
    uploadedAt: instant("uploaded_at").notNull(),
    decidedBy: text("decided_by"),
    reason: text("reason"),
    changedAt: instant("changed_at").notNull(),
    claim: text("claim"),
    claimedUntil: instant("claimed_until"),
    /** How often a worker has taken it up in its present state. */
    attempts: integer("attempts").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("usage_uploads_id").on(t.id),
    index("usage_uploads_open").on(t.state, t.changedAt),
    stateCheck("usage_uploads", t.state, uploadStates),
    stateCheck("usage_uploads", t.way, importWays),
    ...tenantPolicies("usage_uploads"),
  ],
);

/**
 * The content of an upload, its files one after the other, in pieces: in the database, so that any web process takes
 * it and any worker reads it. It is deleted as soon as it is imported.
 */
export const usageUploadPieces = pgTable(
  "usage_upload_pieces",
  {
    customerId: customerId().references(() => customers.id),
    uploadId: text("upload_id").notNull(),
    /** Where it begins. */
    start: bytes("start").notNull(),
    content: binary("content").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.uploadId, t.start] }),
    foreignKey({
      columns: [t.customerId, t.uploadId],
      foreignColumns: [usageUploads.customerId, usageUploads.id],
    }).onDelete("cascade"),
    ...tenantPolicies("usage_upload_pieces"),
  ],
);
