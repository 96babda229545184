import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { customers } from "./configuration";
import { instant, tenantPolicies } from "./tenancy";

/**
 * The outbox: each notice and its recipient. A notice is written in the transaction of its cause and delivered after
 * it, with the recorded answer.
 */
export const notices = pgTable(
  "notices",
  {
    id: text("id").primaryKey(),
    customerId: text("customer_id").references(() => customers.id),
    kind: text("kind", { enum: ["mail", "cloud"] }).notNull(),
    /** Unique: enqueueing the same notice twice changes nothing. */
    dedupeKey: text("dedupe_key").notNull(),
    /** An e-mail address, or a cloud's id. */
    recipient: text("recipient").notNull(),
    subject: text("subject").notNull(),
    body: jsonb("body").$type<Record<string, unknown>>().notNull(),
    subjectKind: text("subject_kind"),
    subjectId: text("subject_id"),
    createdAt: instant("created_at").notNull(),
    attempts: integer("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    leasedUntil: instant("leased_until"),
    deliveredAt: instant("delivered_at"),
    answer: jsonb("answer").$type<Record<string, unknown>>(),
    error: text("error"),
    /** When the recipient's side refused it for good: it is not tried again by itself. */
    refusedAt: instant("refused_at"),
    /** When staff settled it without delivery, and who: nothing waits for anybody any more. */
    dismissedAt: instant("dismissed_at"),
    dismissedBy: text("dismissed_by"),
  },
  (t) => [
    uniqueIndex("notices_dedupe").on(t.dedupeKey),
    index("notices_open").on(t.deliveredAt, t.nextAttemptAt),
    index("notices_undelivered").on(t.id).where(sql`${t.deliveredAt} is null`),
    index("notices_refused").on(t.recipient, t.id).where(sql`${t.refusedAt} is not null`),
    index("notices_subject").on(t.subjectId, t.id),
    ...tenantPolicies("notices"),
  ],
);
