import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { customers } from "./configuration";
import { binary, instant, tenantPolicies } from "./tenancy";

/**
 * Requests of programs that carried an Idempotency-Key, with the answers given to them, for 24 hours. `customer_id` is
 * NULL for a key of the provider.
 */
export const idempotentRequests = pgTable(
  "idempotent_requests",
  {
    customerId: text("customer_id").references(() => customers.id),
    /** The API key's or the machine's id: two programs never meet in one key. */
    principal: text("principal").notNull(),
    /** SHA-256 of what the program sent as Idempotency-Key. */
    keyHash: text("key_hash").notNull(),
    /** SHA-256 of method, address, content type and body. */
    fingerprint: text("fingerprint").notNull(),
    /** Request that works on it, and until when no other may. */
    claimedBy: text("claimed_by").notNull(),
    claimedUntil: instant("claimed_until").notNull(),
    /** HTTP status of the answer; null while it is worked on. */
    status: integer("status"),
    /** The answer's body, sealed: it may hold a secret that is shown once. */
    answer: binary("answer"),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.principal, t.keyHash] }),
    index("idempotent_requests_expiry").on(t.expiresAt),
    ...tenantPolicies("idempotent_requests"),
  ],
);
