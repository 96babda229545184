import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { conflictDecisions } from "../../server/usage/states";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, instant, tenantPolicies } from "./tenancy";

/**
 * Other content that came under an identity that was taken: which record it is stored as, whose identity it came under,
 * and what staff decided about it, once.
 */
export const usageConflicts = pgTable(
  "usage_conflicts",
  {
    customerId: customerId().references(() => customers.id),
    /** The record that what came is stored as; its time leads to its partition. */
    digest: uuid("digest").notNull(),
    endedAt: instant("ended_at").notNull(),
    /** The record that came first; its time is null where its identity does not hold it (before 0.3). */
    firstDigest: uuid("first_digest").notNull(),
    firstEndedAt: instant("first_ended_at"),
    source: text("source").notNull(),
    sentBy: text("sent_by").notNull(),
    cameAt: instant("came_at").notNull(),
    /** null: it waits. */
    decision: text("decision", { enum: conflictDecisions }),
    /** Why, for staff. */
    reason: text("reason"),
    decidedBy: text("decided_by"),
    decidedAt: instant("decided_at"),
    /** The correction that counts what came. */
    correctionId: text("correction_id"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.digest] }),
    index("usage_conflicts_first").on(t.customerId, t.firstDigest),
    index("usage_conflicts_came").on(t.cameAt, t.digest),
    index("usage_conflicts_customer").on(t.customerId, t.cameAt, t.digest),
    index("usage_conflicts_waiting").on(t.cameAt, t.digest).where(sql`${t.decision} is null`),
    stateCheck("usage_conflicts", t.decision, conflictDecisions),
    ...tenantPolicies("usage_conflicts"),
  ],
);
