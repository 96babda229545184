import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { binary, instant } from "./tenancy";

/** The provider's logo as pages and mails place it: its id, and its size in pixels. */
export type LogoSize = { id: string; width: number; height: number };

/**
 * One row: what kind of installation this database belongs to, and who the provider is (server/provider). A demo
 * database is refused in production. A trigger announces each change (migration 0004): every process caches the row.
 */
export const installation = pgTable("installation", {
  id: text("id").primaryKey(), // always "this"
  mode: text("mode", { enum: ["demo", "production"] }).notNull(),
  /** NULL until it is set: customers then see a neutral name. */
  providerName: text("provider_name"),
  /** Postal address, several lines: below each mail and on statements. */
  providerAddress: text("provider_address"),
  /** As given, `#rrggbb`; what is shown is derived from it (server/provider/palette.ts). */
  providerColor: text("provider_color"),
  providerLogo: jsonb("provider_logo").$type<LogoSize>(),
  /** The address mails come from. */
  mailSender: text("mail_sender"),
  currency: text("currency").notNull(),
  /** Days in which a statement is to be paid. */
  paymentDays: integer("payment_days").notNull().default(14),
  /** Days after a statement was due until each step of dunning; NULL: that step is not taken. */
  remindDays: integer("remind_days"),
  warnDays: integer("warn_days"),
  suspendDays: integer("suspend_days"),
  /** What statements and electronic invoices state of the provider. ISO 3166, two letters. */
  providerCountry: text("provider_country"),
  vatId: text("vat_id"),
  /** Number in the register of companies. */
  registration: text("registration"),
  billingEmail: text("billing_email"),
  billingPhone: text("billing_phone"),
  iban: text("iban"),
  bic: text("bic"),
  /** A sentence on how to pay. */
  paymentNote: text("payment_note"),
  seededAt: instant("seeded_at"),
  /** Sealed under SPILLWAY_KEYS: the SHA-256 of NEXTAUTH_SECRET. Each process tries its own secrets on it. */
  secretsCheck: binary("secrets_check"),
  createdAt: instant("created_at").notNull(),
});

/** The bytes of the provider's logo, a PNG, under the id of its content. One row at most. */
export const providerLogos = pgTable("provider_logos", {
  id: text("id").primaryKey(),
  png: binary("png").notNull(),
  createdAt: instant("created_at").notNull(),
});

/**
 * Signing keys of the portal, private halves encrypted under SPILLWAY_KEYS. Two may be live during a rotation. A
 * trigger announces each change (migration 0004): every process caches them.
 */
export const signingKeys = pgTable("signing_keys", {
  kid: text("kid").primaryKey(),
  purpose: text("purpose", { enum: ["license", "installer", "link", "join"] }).notNull(),
  algorithm: text("algorithm", { enum: ["ES256", "HMAC"] }).notNull(),
  publicPem: text("public_pem"),
  secret: binary("secret").notNull(),
  createdAt: instant("created_at").notNull(),
  retiredAt: instant("retired_at"),
});

/** Worker processes and when each was last alive. Health reads it. */
export const workerProcesses = pgTable("worker_processes", {
  id: text("id").primaryKey(),
  pid: integer("pid").notNull(),
  build: text("build"),
  startedAt: instant("started_at").notNull(),
  seenAt: instant("seen_at").notNull(),
});

/**
 * Web processes and when each was last alive, with what those that are started together need: `start` is one for all of
 * them, `together` their number, `restarts` how often one was started again within an hour, as far as it was sent them.
 */
export const webProcesses = pgTable("web_processes", {
  id: text("id").primaryKey(),
  start: text("start").notNull(),
  pid: integer("pid").notNull(),
  build: text("build"),
  together: integer("together").notNull(),
  restarts: integer("restarts").notNull(),
  startedAt: instant("started_at").notNull(),
  seenAt: instant("seen_at").notNull(),
});
