import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { MeterFilter } from "../../server/catalogue/meter-filter";
import { binary, bytes, instant, quantity } from "./tenancy";

/** Whether Spillway decides where the work above a limit runs, or a cloud counts it where it is (docs/rules.md 4.7). */
export const placements = ["placed", "ascribed"] as const;

/** Who makes a service. The catalogue is the provider's: customers read it, only staff write it. */
export const vendors = pgTable("vendors", { id: text("id").primaryKey(), name: text("name").notNull() });

export const services = pgTable(
  "services",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull(), // cloud-backup, compute-node, anti-virus
    vendorId: text("vendor_id")
      .notNull()
      .references(() => vendors.id),
    name: text("name").notNull(),
    summary: text("summary").notNull(),
    /** A service without storage is provisioned by the serial alone. */
    needsStorage: boolean("needs_storage").notNull(),
    /**
     * Allocation rule: floor to step(max(0, available - reserve) x fraction), reserve = max(bytes, permille of total).
     */
    allocationRuleVersion: integer("allocation_rule_version").notNull(),
    allocationFractionPermille: integer("allocation_fraction_permille").notNull(),
    allocationReserveBytes: bytes("allocation_reserve_bytes").notNull(),
    allocationReservePermille: integer("allocation_reserve_permille").notNull(),
    allocationStepBytes: bytes("allocation_step_bytes").notNull(),
    allocationMinimumBytes: bytes("allocation_minimum_bytes").notNull(),
    /** Meters it reports, by slug. */
    meters: jsonb("meters").$type<string[]>().notNull(),
    /** The meter whose excess an overflow machine of this service carries, and how. */
    overflowMeter: text("overflow_meter"),
    placement: text("placement", { enum: placements }).notNull(),
    defaultSettings: jsonb("default_settings").$type<Record<string, string>>().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("services_slug").on(t.slug)],
);

/** Features follow from the allocation: available from minimum_allocation_bytes on. */
export const serviceFeatures = pgTable(
  "service_features",
  {
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    feature: text("feature").notNull(),
    name: text("name").notNull(),
    minimumAllocationBytes: bytes("minimum_allocation_bytes").notNull(),
  },
  (t) => [primaryKey({ columns: [t.serviceId, t.feature] })],
);

/** What a customer buys of a service: seats, the most a machine is allocated, service level. Its versions price it. */
export const plans = pgTable(
  "plans",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    name: text("name").notNull(),
    seats: integer("seats").notNull(),
    allocationMaximumBytes: bytes("allocation_maximum_bytes").notNull(),
    serviceLevel: text("service_level").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("plans_slug").on(t.slug)],
);

/** A file that machines fetch to set a service up, named by its content. The content lies in `artefact_pieces`. */
export const artefacts = pgTable(
  "artefacts",
  {
    sha256: text("sha256").primaryKey(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    name: text("name").notNull(),
    version: text("version").notNull(),
    os: text("os").notNull(),
    arch: text("arch").notNull(), // "any" for scripts
    sizeBytes: bytes("size_bytes").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("artefacts_name").on(t.serviceId, t.name, t.os, t.arch, t.version)],
);

/**
 * An artefact's content in pieces, in the database so that any web process serves it, and written and read a piece at a
 * time: no process ever holds a whole file.
 */
export const artefactPieces = pgTable(
  "artefact_pieces",
  {
    sha256: text("sha256")
      .notNull()
      .references(() => artefacts.sha256, { onDelete: "cascade" }),
    position: integer("position").notNull(), // from 0, without gaps
    content: binary("content").notNull(),
  },
  (t) => [primaryKey({ columns: [t.sha256, t.position] })],
);

/** How the use of a window is taken together (docs/rules.md 3.8). */
export const meterAggregations = ["sum", "max", "average", "last", "unique"] as const;
export const meterKinds = ["counter", "gauge", "unique"] as const;
/** Meters by slug, with the unit people read. */
export const meters = pgTable("meters", {
  slug: text("slug").primaryKey(),
  name: text("name").notNull(),
  unit: text("unit").notNull(),
  kind: text("kind", { enum: meterKinds }).notNull(),
  aggregation: text("aggregation", { enum: meterAggregations }).notNull(),
  decimals: integer("decimals").notNull(),
  /** Units of one that exist only whole: work that is placed in whole units. */
  whole: boolean("whole").notNull(),
  /**
   * How long a machine's last value stands as its use now, counted from the quarter of an hour in which it was
   * reported, in minutes.
   */
  staleMinutes: integer("stale_minutes").notNull().default(15),
  /** A record of more than this is set aside (docs/rules.md 3.13); NULL: none is. */
  plausibleRecord: quantity("plausible_record"),
  /** Records with one of these values of each dimension count, others do not; NULL: all do. */
  filter: jsonb("filter").$type<MeterFilter>(),
  /** Dimensions by whose values use is charted and exported (docs/rules.md 3.22). */
  dimensions: text("dimensions").array().notNull().default(sql`'{}'`),
  createdAt: instant("created_at").notNull(),
});
