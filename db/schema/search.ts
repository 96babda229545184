import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { customers } from "./configuration";
import { customerId, id, tenantPolicies } from "./tenancy";

export const searchKinds = ["customer", "machine", "link"] as const;

/**
 * What people search customers, machines and links by: names, serials and ids in one text. Triggers write it; an index
 * by its runs of three characters finds any part of it (search_trigrams, custom migration). It stands apart from the
 * machines, whose rows change at every heartbeat.
 */
export const searchEntries = pgTable(
  "search_entries",
  {
    customerId: customerId().references(() => customers.id),
    kind: text("kind", { enum: searchKinds }).notNull(),
    id: id(),
    content: text("content").notNull(),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.kind, t.id] }), ...tenantPolicies("search_entries")],
);
