import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgPolicy, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { PriceComponent } from "../../server/money/pricing/price-components";
import { plans } from "./catalogue";
import { customers } from "./configuration";
import { currentCustomer, customerRole, instant, providerRole } from "./tenancy";

/**
 * What a plan charges, from when customers are moved to it on. A draft changes; a published version never does, and
 * subscriptions stay on it until they are moved.
 */
export const planVersions = pgTable(
  "plan_versions",
  {
    id: text("id").primaryKey(),
    planId: text("plan_id")
      .notNull()
      .references(() => plans.id),
    /** 1, 2, 3 … of the plan. */
    number: integer("number").notNull(),
    /** The one customer that it is for; NULL: anybody. */
    customerId: text("customer_id").references(() => customers.id),
    /** What staff remember it by. */
    note: text("note").notNull().default(""),
    /** So many days, of 24 hours, from a subscription's begin on nothing but use is charged. */
    trialDays: integer("trial_days").notNull().default(0),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    publishedBy: text("published_by"),
    /** NULL: a draft. */
    publishedAt: instant("published_at"),
  },
  (t) => [
    uniqueIndex("plan_versions_number").on(t.planId, t.number),
    index("plan_versions_customer").on(t.customerId).where(sql`${t.customerId} is not null`),
    // Customers read what anybody may have, and what is theirs.
    pgPolicy("plan_versions_customer", {
      ...{ as: "permissive", for: "select", to: customerRole },
      using: sql`${t.publishedAt} is not null and (${t.customerId} is null or ${t.customerId} = ${currentCustomer})`,
    }),
    pgPolicy("plan_versions_provider", {
      ...{ as: "permissive", for: "all", to: providerRole, using: sql`true`, withCheck: sql`true` },
    }),
  ],
);

/** What a version charges in a currency. One that is not here is no currency of the version. */
export const planPrices = pgTable(
  "plan_prices",
  {
    versionId: text("version_id")
      .notNull()
      .references(() => planVersions.id, { onDelete: "cascade" }),
    currency: text("currency").notNull(),
    components: jsonb("components").$type<PriceComponent[]>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.versionId, t.currency] }),
    pgPolicy("plan_prices_customer", {
      ...{ as: "permissive", for: "select", to: customerRole },
      using: sql`exists (select from plan_versions v where v.id = version_id)`,
    }),
    pgPolicy("plan_prices_provider", {
      ...{ as: "permissive", for: "all", to: providerRole, using: sql`true`, withCheck: sql`true` },
    }),
  ],
);
