import { z } from "zod";
import type { CustomerTax } from "@/server/money/customer-tax";
import { customerTaxInput, taxRateInput } from "@/server/money/input";
import { taxTreatments } from "@/server/money/states";
import type { ListedTaxRate } from "@/server/money/tax-rates";
import { operation } from "../operation";
import { decimal, named, time } from "../parts";

const taxRate = named(
  "TaxRate",
  z.object({
    id: z.string(),
    country: z.string(),
    serviceId: z.string().nullable().describe("null: of every service without a rate of its own"),
    percent: decimal,
    fromDay: z.iso.date(),
    setAt: time,
  }),
);

/** A tax rate, as programs see it. */
export const shownTaxRate = (row: ListedTaxRate): z.infer<typeof taxRate> => ({
  ...{ id: row.id, country: row.country, serviceId: row.serviceId, percent: row.percent, fromDay: row.fromDay },
  setAt: row.setAt.toISOString(),
});

export const readTaxRates = operation({
  method: "get",
  path: "/tax-rates",
  tag: "Money",
  summary: "The provider's tax rates",
  action: "billing.read",
  like: ["taxes.rates"],
  answer: named("TaxRates", z.object({ taxRates: z.array(taxRate) })),
  says: "All rates.",
});

export const putTaxRate = operation({
  method: "put",
  path: "/tax-rates",
  tag: "Money",
  summary: "Set a country's tax rate from a day on, in place of one from the same day",
  action: "billing.change",
  like: ["taxes.setRate"],
  body: named("NewTaxRate", taxRateInput.strict()),
  answer: named("SetTaxRate", z.object({ id: z.string() })),
  says: "The rate is set; issued statements keep their tax.",
});

export const deleteTaxRate = operation({
  method: "delete",
  path: "/tax-rates/{id}",
  tag: "Money",
  summary: "Remove a tax rate that was entered by mistake",
  action: "billing.change",
  like: ["taxes.removeRate"],
  answer: null,
  says: "It is removed; issued statements keep their tax.",
});

const ofCustomer = named(
  "CustomerTax",
  z.object({
    customerId: z.string(),
    treatment: z.enum(taxTreatments),
    country: z.string().nullable().describe("Whose rates hold; null: the provider's country"),
    vatNumber: z.string().nullable(),
    reason: z.string().nullable(),
  }),
);

/** How a customer is taxed, as programs see it. */
export const shownCustomerTax = (tax: CustomerTax): z.infer<typeof ofCustomer> => tax;

export const getCustomerTax = operation({
  method: "get",
  path: "/customers/{id}/tax",
  tag: "Money",
  summary: "How a customer is taxed",
  action: "billing.read",
  like: ["taxes.ofCustomer"],
  answer: ofCustomer,
  says: "As statements are taxed that are issued from now on.",
});

export const putCustomerTax = operation({
  method: "put",
  path: "/customers/{id}/tax",
  tag: "Money",
  summary: "Set how a customer is taxed",
  action: "billing.change",
  like: ["taxes.setOfCustomer"],
  body: named("CustomerTaxChange", customerTaxInput),
  answer: ofCustomer,
  says: "As it is now; issued statements keep their tax.",
});
