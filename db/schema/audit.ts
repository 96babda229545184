import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { customers } from "./configuration";
import { instant, tenantPolicies, togetherPolicy } from "./tenancy";

/** Every action that changes state, written in its transaction. `seq` gives the order in which rows were written. */
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
    uniqueIndex("audit_entries_seq").on(t.seq),
    index("audit_entries_customer").on(t.customerId, t.seq),
    index("audit_entries_subject").on(t.subjectId, t.seq),
    index("audit_entries_action").on(t.action, t.seq),
    // Machines and jobs write nearly all of it: their entries are found in the order of the log.
    index("audit_entries_people").on(t.actorKind, t.seq).where(sql`${t.actorKind} not in ('machine', 'job')`),
    ...tenantPolicies("audit_entries"),
    togetherPolicy("audit_entries"),
  ],
);
