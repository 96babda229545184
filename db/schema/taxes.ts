import { sql } from "drizzle-orm";
import { check, date, pgTable, text, unique } from "drizzle-orm/pg-core";
import { taxTreatments } from "../../server/money/states";
import { services } from "./catalogue";
import { customers } from "./configuration";
import { stateCheck } from "./states";
import { customerId, instant, quantity, tenantPolicies } from "./tenancy";

/** The provider's tax rates: each is in force from its day on, until the next one of its country and service is. */
export const taxRates = pgTable(
  "tax_rates",
  {
    id: text("id").primaryKey(),
    /** ISO 3166, two letters. */
    country: text("country").notNull(),
    /** NULL: of every service that has no rate of its own. */
    serviceId: text("service_id").references(() => services.id),
    /** Percent of the net amount; 0 is the zero rate. */
    percent: quantity("percent").notNull(),
    /** The first day, in the customer's zone. */
    fromDay: date("from_day", { mode: "string" }).notNull(),
    setBy: text("set_by").notNull(),
    setAt: instant("set_at").notNull(),
  },
  (t) => [unique("tax_rates_from").on(t.country, t.serviceId, t.fromDay).nullsNotDistinct()],
);

/** How a customer is taxed, as finance decided. A customer without a row is taxed by the provider's own rates. */
export const customerTaxes = pgTable(
  "customer_taxes",
  {
    customerId: customerId()
      .primaryKey()
      .references(() => customers.id),
    treatment: text("treatment", { enum: taxTreatments }).notNull(),
    /** Whose rates hold; NULL: the provider's country. */
    country: text("country"),
    vatNumber: text("vat_number"),
    /** Why the customer is exempt, or why its services are outside the scope of the tax: statements state it. */
    reason: text("reason"),
    setBy: text("set_by").notNull(),
    setAt: instant("set_at").notNull(),
  },
  (t) => [
    stateCheck("customer_taxes", t.treatment, taxTreatments),
    check("customer_taxes_vat_number", sql`${t.treatment} <> 'reverse_charge' or ${t.vatNumber} is not null`),
    ...tenantPolicies("customer_taxes"),
  ],
);
