import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { cloudMachineStates, discoveryReasons } from "../../server/clouds/states";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { binary, bytes, customerId, id, instant, quantity, tenantPolicies } from "./tenancy";

/** A host cloud. Its colour is given in the order clouds are added and never changes. */
export const clouds = pgTable(
  "clouds",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    /** A name of server/clouds/registry.ts. */
    driver: text("driver").notNull(),
    region: text("region"),
    colorIndex: integer("color_index").notNull(), // 1 to 8
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("clouds_slug").on(t.slug)],
);

/** How to reach it, as its driver's configuration names the fields; the provider's alone. */
export const cloudConnections = pgTable("cloud_connections", {
  cloudId: text("cloud_id")
    .primaryKey()
    .references(() => clouds.id),
  settings: jsonb("settings").$type<Record<string, unknown>>().notNull(),
  /** Encrypted under SPILLWAY_KEYS. */
  credentials: binary("credentials").notNull(),
  /** Where the reading of its use goes on: means something to the driver alone. NULL: not read yet. */
  usageCursor: text("usage_cursor"),
  lastPolledAt: instant("last_polled_at"),
  lastError: text("last_error"),
  lastErrorAt: instant("last_error_at"),
});

/** A host cloud's flavors and images as last polled. */
export const cloudFlavors = pgTable(
  "cloud_flavors",
  {
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    flavor: text("flavor").notNull(),
    image: text("image").notNull(),
    vcpu: integer("vcpu").notNull(),
    memoryBytes: bytes("memory_bytes").notNull(),
    storageBytes: bytes("storage_bytes").notNull(),
    /** NULL with its currency: the cloud names no price. */
    pricePerHour: quantity("price_per_hour"),
    currency: text("currency"),
    /** Instances that still fit, by the cloud's answer at `seenAt`. */
    capacity: integer("capacity").notNull(),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.cloudId, t.flavor, t.image] }),
    check("cloud_flavors_price", sql`(${t.pricePerHour} is null) = (${t.currency} is null)`),
  ],
);

/** Instances that a cloud runs with this installation's tag and no overflow here accounts for; the provider's alone. */
export const discoveredInstances = pgTable(
  "discovered_instances",
  {
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    instanceId: text("instance_id").notNull(),
    name: text("name").notNull(),
    /** The host-cloud account that it runs under. */
    account: text("account").notNull(),
    flavor: text("flavor").notNull(),
    state: text("state", { enum: cloudMachineStates }).notNull(),
    reason: text("reason", { enum: discoveryReasons }).notNull(),
    firstSeenAt: instant("first_seen_at").notNull(),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.cloudId, t.instanceId] }),
    stateCheck("discovered_instances", t.state, cloudMachineStates),
    stateCheck("discovered_instances", t.reason, discoveryReasons),
  ],
);

/** The customer's tenancy or project at a host cloud, by which that cloud knows the customer. */
export const hostCloudAccounts = pgTable(
  "host_cloud_accounts",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    reference: text("reference").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("host_cloud_accounts_id").on(t.id),
    uniqueIndex("host_cloud_accounts_cloud").on(t.customerId, t.cloudId),
    uniqueIndex("host_cloud_accounts_reference").on(t.cloudId, t.reference),
    // Counted by cloud: few different entries, so that the index stays small.
    index("host_cloud_accounts_census").on(t.cloudId),
    ...tenantPolicies("host_cloud_accounts"),
  ],
);

/** A machine's storage at a host cloud's end point; password and repository key are encrypted under SPILLWAY_KEYS. */
export const storageRepositories = pgTable(
  "storage_repositories",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    machineId: text("machine_id").notNull(),
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    account: text("account").notNull(),
    url: text("url").notNull(),
    user: text("user").notNull(),
    password: binary("password").notNull(),
    repositoryPassword: binary("repository_password").notNull(),
    quotaBytes: bytes("quota_bytes").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("storage_repositories_id").on(t.id),
    uniqueIndex("storage_repositories_machine").on(t.customerId, t.machineId),
    ...tenantPolicies("storage_repositories"),
  ],
);

/**
 * Every exchange with a host cloud: what left and what came back. Evidence for timelines, and what the sentinel test
 * searches.
 */
export const cloudExchanges = pgTable(
  "cloud_exchanges",
  {
    id: text("id").primaryKey(),
    customerId: text("customer_id").references(() => customers.id),
    cloudId: text("cloud_id")
      .notNull()
      .references(() => clouds.id),
    subjectKind: text("subject_kind"),
    subjectId: text("subject_id"),
    method: text("method").notNull(),
    path: text("path").notNull(),
    request: jsonb("request").$type<unknown>(),
    status: integer("status"),
    answer: jsonb("answer").$type<unknown>(),
    error: text("error"),
    startedAt: instant("started_at").notNull(),
    tookMs: integer("took_ms"),
  },
  (t) => [
    index("cloud_exchanges_subject").on(t.subjectId, t.id),
    index("cloud_exchanges_failed").on(t.id).where(sql`${t.error} is not null`),
    index("cloud_exchanges_cloud").on(t.cloudId, t.startedAt),
    index("cloud_exchanges_age").on(t.subjectKind, t.startedAt),
    ...tenantPolicies("cloud_exchanges"),
  ],
);
