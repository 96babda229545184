import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { applicationStates } from "../../server/collection/states";
import { probeStates } from "../../server/monitoring/states";
import { services } from "./catalogue";
import { machines } from "./collection";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, id, instant, tenantPolicies } from "./tenancy";

/** Outcome of a service's probe on a machine, for the consolidated view of availability and performance. */
export const probes = pgTable(
  "probes",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    machineId: text("machine_id").notNull(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    name: text("name").notNull(),
    state: text("state", { enum: probeStates }).notNull(),
    detail: text("detail"),
    tookMs: integer("took_ms"),
    at: instant("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("probes_id").on(t.id),
    index("probes_machine").on(t.customerId, t.machineId, t.at),
    index("probes_service").on(t.serviceId, t.at),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    stateCheck("probes", t.state, probeStates),
    ...tenantPolicies("probes"),
  ],
);

/** A snapshot as the machine lists it; `original` is the one it was copied from. Bytes in decimal. */
export type Snapshot = { id: string; time: string; bytes: string; original?: string };

/** What a machine last reported about its application: one row a machine, overwritten by each heartbeat. */
export const machineObservations = pgTable(
  "machine_observations",
  {
    customerId: customerId().references(() => customers.id),
    machineId: text("machine_id").notNull(),
    application: text("application", { enum: applicationStates }).notNull(),
    message: text("message"),
    progress: text("progress"),
    /** Units of the workload that run on it (Compute node). */
    units: integer("units"),
    /** Snapshots it holds (Cloud backup). */
    snapshots: jsonb("snapshots").$type<Snapshot[]>(),
    licenseSeq: integer("license_seq"),
    appliedVersion: text("applied_version"),
    at: instant("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.machineId] }),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    stateCheck("machine_observations", t.application, applicationStates),
    ...tenantPolicies("machine_observations"),
  ],
);
