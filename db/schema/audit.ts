import { bigint, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { customers } from "./configuration";
import { instant, tenantPolicies } from "./tenancy";

/** Every act that changes state, in the transaction of that act. `seq` gives the order in which rows were written. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: text("id").primaryKey(),
    seq: bigint("seq", { mode: "bigint" }).generatedAlwaysAsIdentity(),
    customerId: text("customer_id").references(() => customers.id),
    at: instant("at").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorLabel: text("actor_label").notNull(),
    action: text("action").notNull(), // <noun>.<past participle>: license.granted
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    detail: jsonb("detail").$type<Record<string, string>>().notNull(),
    requestId: text("request_id").notNull(),
  },
  (t) => [
    index("audit_entries_customer").on(t.customerId, t.seq),
    index("audit_entries_subject").on(t.subjectKind, t.subjectId, t.seq),
    ...tenantPolicies("audit_entries"),
  ],
);
