import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { installationStates } from "../../server/setup/states";
import { services } from "./catalogue";
import { machines } from "./collection";
import { customers } from "./configuration";
import { licenses } from "./licensing";
import { stateCheck } from "./states";
import { customerId, id, instant, tenantPolicies } from "./tenancy";

/**
 * An installation link. `id` is its public id; token and URL secret are derived from it and stored as SHA-256 only.
 */
export const installationLinks = pgTable(
  "installation_links",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    keyId: text("key_id").notNull(),
    tokenHash: text("token_hash").notNull(),
    urlSecretHash: text("url_secret_hash").notNull(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    os: text("os", { enum: ["linux", "darwin"] }).notNull(),
    serial: text("serial"),
    approve: text("approve", { enum: ["auto", "each"] }).notNull(),
    kind: text("kind", { enum: ["ordinary", "overflow"] }).notNull(),
    /** Overflow only: the overflow it is for, and the instance that the driver created. */
    overflowId: text("overflow_id"),
    cloudId: text("cloud_id"),
    instanceId: text("instance_id"),
    description: text("description"),
    /** Units of work that a machine of this link begins with; NULL: the service's default. */
    units: integer("units"),
    usesMax: integer("uses_max").notNull(),
    uses: integer("uses").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    revokedAt: instant("revoked_at"),
    revokedBy: text("revoked_by"),
    lastDownloadAt: instant("last_download_at"),
    lastAddress: text("last_address"),
    downloads: integer("downloads").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("installation_links_id").on(t.id),
    uniqueIndex("installation_links_token").on(t.tokenHash),
    uniqueIndex("installation_links_url").on(t.urlSecretHash),
    index("installation_links_expiry").on(t.expiresAt, t.id),
    index("installation_links_open")
      .on(t.expiresAt, t.id)
      .where(sql`${t.revokedAt} is null and ${t.uses} < ${t.usesMax}`),
    index("installation_links_revoked").on(t.id).where(sql`${t.revokedAt} is not null`),
    index("installation_links_overflow").on(t.id).where(sql`${t.kind} = 'overflow'`),
    ...tenantPolicies("installation_links"),
  ],
);

/** Who spent a use of a link: one row per machine, so that a replay by the same key spends nothing. */
export const linkUses = pgTable(
  "link_uses",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    linkId: text("link_id").notNull(),
    machineId: text("machine_id").notNull(),
    usedAt: instant("used_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("link_uses_id").on(t.id),
    uniqueIndex("link_uses_machine").on(t.customerId, t.linkId, t.machineId),
    foreignKey({
      columns: [t.customerId, t.linkId],
      foreignColumns: [installationLinks.customerId, installationLinks.id],
    }),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    ...tenantPolicies("link_uses"),
  ],
);

/** An installer customised for one machine. `id` is the envelope's jti. */
export const installers = pgTable(
  "installers",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    machineId: text("machine_id").notNull(),
    licenseId: text("license_id").notNull(),
    linkId: text("link_id").notNull(),
    kind: text("kind", { enum: ["sh"] }).notNull(),
    version: text("version").notNull(),
    sha256: text("sha256").notNull(),
    transmittedAt: instant("transmitted_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    outcome: text("outcome", { enum: installationStates }),
    outcomeDetail: text("outcome_detail"),
    outcomeAt: instant("outcome_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("installers_id").on(t.id),
    index("installers_machine").on(t.customerId, t.machineId),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    foreignKey({ columns: [t.customerId, t.licenseId], foreignColumns: [licenses.customerId, licenses.id] }),
    stateCheck("installers", t.outcome, installationStates),
    ...tenantPolicies("installers"),
  ],
);

/** Progress of an installation as the machine reported it; the newest row of a step counts. */
export const installationSteps = pgTable(
  "installation_steps",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    machineId: text("machine_id").notNull(),
    step: text("step").notNull(),
    state: text("state", { enum: installationStates }).notNull(),
    detail: text("detail"),
    percent: integer("percent"),
    facts: jsonb("facts").$type<Record<string, string>>(),
    at: instant("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("installation_steps_id").on(t.id),
    index("installation_steps_machine").on(t.customerId, t.machineId, t.at),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    stateCheck("installation_steps", t.state, installationStates),
    ...tenantPolicies("installation_steps"),
  ],
);
