import { index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { apiScopes } from "../../server/identity/scopes";
import { customers } from "./configuration";
import { customerId, id, instant, tenantPolicies } from "./tenancy";

/** A person. May be staff, a member of several customers, or both. */
export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    email: text("email").notNull(), // lower case
    name: text("name"),
    /** Raised to end every session of this person at once. */
    sessionVersion: integer("session_version").notNull(),
    createdAt: instant("created_at").notNull(),
    lastSignInAt: instant("last_sign_in_at"),
    disabledAt: instant("disabled_at"),
  },
  (t) => [uniqueIndex("users_email").on(t.email)],
);

/** Sign-in by OpenID Connect: linked by issuer and subject, never by e-mail alone. */
export const oidcIdentities = pgTable(
  "oidc_identities",
  {
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.issuer, t.subject] })],
);

/** One-use sign-in links. Only the SHA-256 of the token is stored. */
export const signInTokens = pgTable(
  "sign_in_tokens",
  {
    tokenHash: text("token_hash").primaryKey(),
    /** `first_owner` names nobody yet: who opens it becomes the provider's owner, while there is none. */
    purpose: text("purpose", { enum: ["sign_in", "first_owner"] }).notNull(),
    email: text("email").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [index("sign_in_tokens_email").on(t.email, t.createdAt)],
);

/** Sessions ended by signing out, until their cookies would have expired. */
export const endedSessions = pgTable(
  "ended_sessions",
  {
    id: text("id").primaryKey(),
    endedAt: instant("ended_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("ended_sessions_expiry").on(t.expiresAt)],
);

export const staffRoles = ["owner", "operator", "finance", "support"] as const;
export const staffMembers = pgTable("staff_members", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id),
  role: text("role", { enum: staffRoles }).notNull(),
  createdAt: instant("created_at").notNull(),
});

export const memberRoles = ["owner", "billing", "technical"] as const;
export const memberships = pgTable(
  "memberships",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    email: text("email").notNull(),
    name: text("name"),
    role: text("role", { enum: memberRoles }).notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("memberships_id").on(t.id),
    uniqueIndex("memberships_user").on(t.customerId, t.userId),
    index("memberships_by_user").on(t.userId),
    ...tenantPolicies("memberships"),
  ],
);

/** An invitation of a person to a customer. Accepting it is the first sign-in with that verified address. */
export const invitations = pgTable(
  "invitations",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    email: text("email").notNull(),
    role: text("role", { enum: memberRoles }).notNull(),
    invitedBy: text("invited_by").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("invitations_id").on(t.id),
    index("invitations_email").on(t.email),
    ...tenantPolicies("invitations"),
  ],
);

/** A program's key. customer_id NULL means it is scoped to the provider. Only the SHA-256 of the key is stored. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    customerId: text("customer_id").references(() => customers.id),
    keyHash: text("key_hash").notNull(),
    scopes: jsonb("scopes").$type<(typeof apiScopes)[number][]>().notNull(),
    label: text("label"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    /** To a quarter of an hour: a key that is in use is not written at each request. */
    lastUsedAt: instant("last_used_at"),
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    uniqueIndex("api_keys_hash").on(t.keyHash),
    index("api_keys_customer").on(t.customerId, t.createdAt),
    ...tenantPolicies("api_keys"),
  ],
);
