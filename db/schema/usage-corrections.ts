import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { correctionKinds } from "../../server/usage/states";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, id, instant, tenantPolicies } from "./tenancy";

/** A correction of what counts: what was corrected, by whom and why, once and for ever. */
export const usageCorrections = pgTable(
  "usage_corrections",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    kind: text("kind", { enum: correctionKinds }).notNull(),
    /** Why, for staff. */
    reason: text("reason").notNull(),
    /** Which records were meant: as asked, in words of the question. */
    selection: jsonb("selection").$type<Record<string, string>>().notNull(),
    records: integer("records").notNull(),
    /** By meter: what these records counted before, and what counts in their place. */
    figures: jsonb("figures").$type<{ meter: string; before: string; after: string }[]>().notNull(),
    madeBy: text("made_by").notNull(),
    madeAt: instant("made_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("usage_corrections_id").on(t.id),
    index("usage_corrections_made").on(t.customerId, t.madeAt),
    stateCheck("usage_corrections", t.kind, correctionKinds),
    ...tenantPolicies("usage_corrections"),
  ],
);

/** A record that a correction took out of the figures. `ended_at` leads to its partition. */
export const usageCorrectedRecords = pgTable(
  "usage_corrected_records",
  {
    customerId: customerId(),
    digest: uuid("digest").notNull(),
    endedAt: instant("ended_at").notNull(),
    correctionId: text("correction_id").notNull(),
    /** The record that counts in its place. */
    replacedBy: uuid("replaced_by"),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.digest] }),
    index("usage_corrected_records_correction").on(t.customerId, t.correctionId),
    ...tenantPolicies("usage_corrected_records"),
  ],
);
