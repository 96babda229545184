import { foreignKey, index, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { discountKinds } from "../../server/money/states";
import { subscriptions } from "./billing";
import { customers } from "./configuration";
import { planVersions } from "./plans";
import { stateCheck } from "./states";
import { customerId, id, instant, quantity, tenantPolicies } from "./tenancy";

/** Which version of its plan a subscription has, and from when on; the first one from its begin on. */
export const subscriptionVersions = pgTable(
  "subscription_versions",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    subscriptionId: text("subscription_id").notNull(),
    versionId: text("version_id")
      .notNull()
      .references(() => planVersions.id),
    validFrom: instant("valid_from").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("subscription_versions_id").on(t.id),
    unique("subscription_versions_from").on(t.customerId, t.subscriptionId, t.validFrom),
    index("subscription_versions_version").on(t.versionId),
    foreignKey({
      name: "subscription_versions_of_subscription",
      columns: [t.customerId, t.subscriptionId],
      foreignColumns: [subscriptions.customerId, subscriptions.id],
    }),
    ...tenantPolicies("subscription_versions"),
  ],
);

/** What is taken off a subscription's recurring charges (docs/rules.md 7.20). It is ended, never deleted. */
export const discounts = pgTable(
  "discounts",
  {
    customerId: customerId().references(() => customers.id),
    id: id(),
    subscriptionId: text("subscription_id").notNull(),
    name: text("name").notNull(),
    kind: text("kind", { enum: discountKinds }).notNull(),
    /** Per cent, or major units of the customer's currency a month. */
    value: quantity("value").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    /** Why it is given, for staff. */
    reason: text("reason").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.id] }),
    unique("discounts_id").on(t.id),
    index("discounts_subscription").on(t.customerId, t.subscriptionId),
    stateCheck("discounts", t.kind, discountKinds),
    foreignKey({
      name: "discounts_of_subscription",
      columns: [t.customerId, t.subscriptionId],
      foreignColumns: [subscriptions.customerId, subscriptions.id],
    }),
    ...tenantPolicies("discounts"),
  ],
);
