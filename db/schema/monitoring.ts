import { foreignKey, index, integer, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { machines } from "./collection";
import { customers } from "./configuration";
import { customerId, id, instant, tenantPolicies } from "./tenancy";

/** Outcome of a service's probe on a machine, for the consolidated view of availability and performance. */
export const probes = pgTable(
  "probes",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    machineId: text("machine_id").notNull(),
    name: text("name").notNull(),
    state: text("state", { enum: ["ok", "failed"] }).notNull(),
    detail: text("detail"),
    tookMs: integer("took_ms"),
    at: instant("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("probes_id").on(t.id),
    index("probes_machine").on(t.customerId, t.machineId, t.at),
    foreignKey({ columns: [t.customerId, t.machineId], foreignColumns: [machines.customerId, machines.id] }),
    ...tenantPolicies("probes"),
  ],
);
