import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { applicationStates, machineStates } from "../../server/collection/states";
import { services } from "./catalogue";
import { clouds } from "./clouds";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { bytes, customerId, id, instant, tenantPolicies } from "./tenancy";

/**
 * A machine: a server-issued id (its management id) and a key pair made on the machine. Everything else is evidence.
 */
export const machines = pgTable(
  "machines",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    state: text("state", { enum: machineStates }).notNull(),
    /** Where it goes back to when it stops being silent or quarantined. */
    stateBefore: text("state_before", { enum: machineStates }),
    /** One sentence for people: why it waits or failed, and what to do. */
    stateReason: text("state_reason"),
    kind: text("kind", { enum: ["ordinary", "overflow"] }).notNull(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    linkId: text("link_id"),
    publicKeyPem: text("public_key_pem"),
    keyThumbprint: text("key_thumbprint"), // RFC 7638, SHA-256, base64url
    serial: text("serial"),
    serialSource: text("serial_source"),
    hardwareUuid: text("hardware_uuid"),
    installId: text("install_id"),
    /** The name that it is shown under: as the machine reports it, until a person names it. */
    hostname: text("hostname"),
    /** A person gave the name: reports leave it. */
    named: boolean("named").notNull().default(false),
    os: text("os"),
    osVersion: text("os_version"),
    arch: text("arch"),
    /** The host cloud in which it runs, once that cloud's driver confirmed the instance; NULL is on-premises. */
    cloudId: text("cloud_id").references(() => clouds.id),
    instanceId: text("instance_id"),
    totalBytes: bytes("total_bytes"),
    availableBytes: bytes("available_bytes"),
    reportedAllocationBytes: bytes("reported_allocation_bytes"),
    recomputedAllocationBytes: bytes("recomputed_allocation_bytes"),
    grantedAllocationBytes: bytes("granted_allocation_bytes"),
    allocationRuleVersion: integer("allocation_rule_version"),
    /** Rising counter that shows clones: the machine presents the last one it was given. */
    joinState: integer("join_state").notNull(),
    /** The counter the machine presented last: presented again, its answer was lost; any other is a clone's. */
    joinStateBefore: integer("join_state_before"),
    /** This hardware was known under another key: on approval the machine named here is retired and its seat freed. */
    replacesMachineId: text("replaces_machine_id"),
    application: text("application", { enum: applicationStates }).notNull(),
    agentVersion: text("agent_version"),
    needsApproval: boolean("needs_approval").notNull(),
    approvedBy: text("approved_by"),
    approvedAt: instant("approved_at"),
    createdAt: instant("created_at").notNull(),
    reportedAt: instant("reported_at"),
    enrolledAt: instant("enrolled_at"),
    activeAt: instant("active_at"),
    lastHeartbeatAt: instant("last_heartbeat_at"),
    nextHeartbeatDueAt: instant("next_heartbeat_due_at"),
    retiredAt: instant("retired_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("machines_id").on(t.id),
    uniqueIndex("machines_key").on(t.customerId, t.keyThumbprint),
    index("machines_serial").on(t.customerId, t.serial),
    index("machines_instance").on(t.cloudId, t.instanceId),
    index("machines_due").on(t.nextHeartbeatDueAt),
    // The orders and filters of lists, and what is counted on every page.
    index("machines_state").on(t.state, t.id),
    index("machines_customer_state").on(t.customerId, t.state),
    index("machines_name").on(sql`lower(coalesce(${t.hostname}, ''))`, t.id),
    index("machines_heartbeat").on(sql`coalesce(${t.lastHeartbeatAt}, '-infinity'::timestamptz)`, t.id),
    index("machines_cloud").on(t.cloudId, t.id),
    index("machines_service").on(t.serviceId, t.id),
    // What figures over all machines are counted from: few different entries, so that the index stays small.
    index("machines_census").on(t.serviceId, t.cloudId, t.kind, t.state, t.application),
    index("machines_link").on(t.customerId, t.linkId),
    index("machines_overflow").on(t.id).where(sql`${t.kind} = 'overflow'`),
    stateCheck("machines", t.state, machineStates),
    stateCheck("machines", t.stateBefore, machineStates),
    stateCheck("machines", t.application, applicationStates),
    index("machines_retired").on(t.retiredAt).where(sql`${t.retiredAt} is not null`),
    ...tenantPolicies("machines"),
  ],
);

/** Every report a machine sent, as it came. Never changed. */
export const machineReports = pgTable(
  "machine_reports",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    machineId: text("machine_id").notNull(),
    linkId: text("link_id"),
    facts: jsonb("facts").$type<Record<string, string>>().notNull(),
    availableBytes: bytes("available_bytes"),
    totalBytes: bytes("total_bytes"),
    reportedAllocationBytes: bytes("reported_allocation_bytes"),
    recomputedAllocationBytes: bytes("recomputed_allocation_bytes"),
    allocationRuleVersion: integer("allocation_rule_version"),
    address: text("address"),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("machine_reports_id").on(t.id),
    index("machine_reports_machine").on(t.customerId, t.machineId, t.receivedAt),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    ...tenantPolicies("machine_reports"),
  ],
);
