import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { cloudAccountStates, licenseStates } from "../../server/licensing/states";
import { plans, services } from "./catalogue";
import { machines } from "./collection";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { bytes, customerId, id, instant, tenantPolicies } from "./tenancy";

/** The customer's account for one service at its vendor. Holds the seats. */
export const cloudAccounts = pgTable(
  "cloud_accounts",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    planId: text("plan_id")
      .notNull()
      .references(() => plans.id),
    state: text("state", { enum: cloudAccountStates }).notNull(),
    /** The vendor's own name for it, where an adapter opened it there. */
    vendorReference: text("vendor_reference"),
    openedAt: instant("opened_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("cloud_accounts_id").on(t.id),
    uniqueIndex("cloud_accounts_service").on(t.customerId, t.serviceId),
    stateCheck("cloud_accounts", t.state, cloudAccountStates),
    ...tenantPolicies("cloud_accounts"),
  ],
);

/** What a cloud account makes available to one machine, by serial and allocation. */
export const machineFeatures = pgTable(
  "machine_features",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    cloudAccountId: text("cloud_account_id").notNull(),
    machineId: text("machine_id").notNull(),
    serial: text("serial"),
    allocationBytes: bytes("allocation_bytes"),
    features: jsonb("features").$type<string[]>().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("machine_features_id").on(t.id),
    uniqueIndex("machine_features_machine").on(t.customerId, t.cloudAccountId, t.machineId),
    foreignKey({
      columns: [t.customerId, t.cloudAccountId],
      foreignColumns: [cloudAccounts.customerId, cloudAccounts.id],
    }),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    ...tenantPolicies("machine_features"),
  ],
);

export type Entitlement = { meter: string; quantity: string; unit: string };

/** One row for one machine and one service. */
export const licenses = pgTable(
  "licenses",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    machineId: text("machine_id").notNull(),
    serviceId: text("service_id")
      .notNull()
      .references(() => services.id),
    cloudAccountId: text("cloud_account_id").notNull(),
    kind: text("kind", { enum: ["standard", "overflow"] }).notNull(),
    state: text("state", { enum: licenseStates }).notNull(),
    /** Why it is suspended or revoked: one sentence for people. */
    stateReason: text("state_reason"),
    /** Overflow only: the first machine's license and the billing event. */
    derivedFrom: text("derived_from"),
    billingEventId: text("billing_event_id"),
    allocationBytes: bytes("allocation_bytes"),
    serial: text("serial"),
    features: jsonb("features").$type<string[]>().notNull(),
    accessRights: jsonb("access_rights").$type<string[]>().notNull(),
    serviceLevel: text("service_level").notNull(),
    entitlements: jsonb("entitlements").$type<Entitlement[]>().notNull(),
    policyVersion: integer("policy_version").notNull(),
    /** Sequence of the newest document; rises per machine. */
    seq: integer("seq").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to").notNull(),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
    endReason: text("end_reason"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("licenses_id").on(t.id),
    index("licenses_machine").on(t.machineId, t.customerId),
    index("licenses_state").on(t.state, t.id),
    index("licenses_expiry").on(t.validTo, t.id),
    index("licenses_overflow").on(t.id).where(sql`${t.kind} = 'overflow'`),
    index("licenses_released").on(t.customerId, t.cloudAccountId, t.endedAt).where(sql`${t.state} = 'released'`),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    foreignKey({
      columns: [t.customerId, t.cloudAccountId],
      foreignColumns: [cloudAccounts.customerId, cloudAccounts.id],
    }),
    foreignKey({ columns: [t.customerId, t.derivedFrom], foreignColumns: [t.customerId, t.id] }),
    stateCheck("licenses", t.state, licenseStates),
    ...tenantPolicies("licenses"),
  ],
);

/** Numbered seats of a cloud account. Taken under a lock of the account's row, so they cannot be oversold. */
export const seats = pgTable(
  "seats",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    cloudAccountId: text("cloud_account_id").notNull(),
    seatNo: integer("seat_no").notNull(),
    licenseId: text("license_id"),
    /** Set while only reserved (30 min); NULL with a license means taken. */
    reservedUntil: instant("reserved_until"),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("seats_id").on(t.id),
    uniqueIndex("seats_number").on(t.customerId, t.cloudAccountId, t.seatNo),
    uniqueIndex("seats_license").on(t.customerId, t.licenseId),
    index("seats_free").on(t.customerId, t.cloudAccountId, t.seatNo).where(sql`${t.licenseId} is null`),
    index("seats_reserved").on(t.customerId, t.cloudAccountId, t.seatNo).where(sql`${t.reservedUntil} is not null`),
    foreignKey({
      columns: [t.customerId, t.cloudAccountId],
      foreignColumns: [cloudAccounts.customerId, cloudAccounts.id],
    }),
    foreignKey({ columns: [t.customerId, t.licenseId], foreignColumns: [licenses.customerId, licenses.id] }),
    ...tenantPolicies("seats"),
  ],
);

/** A signed license document (JWS). `id` is its jti; the revocation list names it. */
export const licenseDocuments = pgTable(
  "license_documents",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    licenseId: text("license_id").notNull(),
    machineId: text("machine_id").notNull(),
    seq: integer("seq").notNull(),
    kid: text("kid").notNull(),
    document: text("document").notNull(),
    issuedAt: instant("issued_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    acknowledgedAt: instant("acknowledged_at"),
    acknowledgement: text("acknowledgement"), // the machine's DER signature, base64
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("license_documents_id").on(t.id),
    uniqueIndex("license_documents_seq").on(t.customerId, t.machineId, t.seq),
    index("license_documents_license").on(t.customerId, t.licenseId, t.seq),
    index("license_documents_revoked").on(t.customerId, t.machineId, t.seq).where(sql`${t.revokedAt} is not null`),
    foreignKey({ columns: [t.customerId, t.licenseId], foreignColumns: [licenses.customerId, licenses.id] }),
    ...tenantPolicies("license_documents"),
  ],
);
