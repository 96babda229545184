import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { binary, instant } from "./tenancy";

/** One row: what kind of installation this database belongs to. A demo database is refused in production. */
export const installation = pgTable("installation", {
  id: text("id").primaryKey(), // always "this"
  mode: text("mode", { enum: ["demo", "production"] }).notNull(),
  providerName: text("provider_name").notNull(),
  currency: text("currency").notNull(),
  seededAt: instant("seeded_at"),
  createdAt: instant("created_at").notNull(),
});

/** Signing keys of the portal, private halves encrypted under SPILLWAY_KEYS. Two may be live during a rotation. */
export const signingKeys = pgTable("signing_keys", {
  kid: text("kid").primaryKey(),
  purpose: text("purpose", { enum: ["license", "installer", "link", "join"] }).notNull(),
  algorithm: text("algorithm", { enum: ["ES256", "HMAC"] }).notNull(),
  publicPem: text("public_pem"),
  secret: binary("secret").notNull(),
  createdAt: instant("created_at").notNull(),
  retiredAt: instant("retired_at"),
});

/** Every run of a scheduled job, so that staff see whether the cron is late. */
export const cronRuns = pgTable("cron_runs", {
  id: text("id").primaryKey(),
  job: text("job").notNull(),
  startedAt: instant("started_at").notNull(),
  endedAt: instant("ended_at"),
  summary: jsonb("summary").$type<Record<string, unknown>>(),
  error: text("error"),
});

/** Worker processes, seen alive. Health reads it. */
export const workerProcesses = pgTable("worker_processes", {
  id: text("id").primaryKey(),
  pid: integer("pid").notNull(),
  build: text("build"),
  startedAt: instant("started_at").notNull(),
  seenAt: instant("seen_at").notNull(),
});
