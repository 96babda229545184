import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { reservationOutcomes } from "../../server/billing/states";
import { meters } from "./catalogue";
import { machines } from "./collection";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, id, instant, quantity, tenantPolicies } from "./tenancy";

/** Use that a program has reserved before it happens (docs/rules.md 4.14). It is its own record of who did what. */
export const usageReservations = pgTable(
  "usage_reservations",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    meter: text("meter")
      .notNull()
      .references(() => meters.slug),
    cloudId: text("cloud_id").notNull(), // a cloud's id or 'on-premises'
    machineId: text("machine_id"),
    quantity: quantity("quantity").notNull(),
    reservedBy: text("reserved_by").notNull(),
    reservedAt: instant("reserved_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** NULL: held until it expires. */
    outcome: text("outcome", { enum: reservationOutcomes }),
    endedBy: text("ended_by"),
    endedAt: instant("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("usage_reservations_id").on(t.id),
    // What retention looks for.
    index("usage_reservations_expiry").on(t.expiresAt),
    // What a check adds up.
    index("usage_reservations_held").on(t.customerId, t.meter, t.expiresAt).where(sql`${t.outcome} is null`),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    stateCheck("usage_reservations", t.outcome, reservationOutcomes),
    ...tenantPolicies("usage_reservations"),
  ],
);
