import { z } from "zod";
import { instantInput } from "../instant";
import { pageInput } from "../page-input";
import { listedStates, taxTreatments } from "./states";

const id = z.string().min(1).max(100);

/** A month as people write it: `2026-11`. */
export const monthInput = z
  .string()
  .trim()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, "Write the month like 2026-11.");

export const listedStateInput = z
  .enum(listedStates, { error: `It must be one of ${listedStates.join(", ")}.` })
  .optional();

/** The draft of a month: left out, of the running one. */
export const draftQuery = z.object({ month: monthInput.optional() });

/** Issued statements: of one customer or all, by where they stand. */
export const statementFilter = z.object({ customer: id.optional(), state: listedStateInput });
export const statementQuery = statementFilter.extend(pageInput());

/** Issues what is open of periods that have ended, of one customer or the next ones of all. */
export const issueInput = z.object({
  customerId: id.optional(),
  month: monthInput.optional(),
  /** The last customer of the call before. */
  after: id.optional(),
});

export const paymentFilter = z.object({ customer: id.optional() });
export const paymentQuery = paymentFilter.extend(pageInput());

/** An amount in major units; the customer's currency limits the decimals. */
export const amountInput = z
  .string()
  .trim()
  .regex(/^\d{1,12}(?:\.\d{1,4})?$/, "Enter the amount like 5000 or 5000.00, without separators.");

export const dayInput = z
  .string()
  .trim()
  .refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text), "Write the day like 2026-11-30.");

const isDay = (text: string) => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

export const referenceInput = z
  .string()
  .trim()
  .min(1, "Enter the reference that the bank states.")
  .max(140, "At most 140 characters.")
  .refine((text) => !/\p{Cc}/u.test(text), "Use one line.");

export const paymentInput = z.object({
  customerId: id,
  amount: amountInput,
  receivedOn: dayInput,
  reference: referenceInput,
  statementId: z.preprocess((value) => (value === "" ? undefined : value), id.optional()),
});

/** Until when a statement's payment is expected; empty: the mark is taken away. */
export const onItsWayInput = z.object({
  customerId: id,
  statementId: id,
  until: z.preprocess((value) => (value === "" ? null : value), dayInput.nullable()),
});

/** A customer's books up to an instant; left out, now. */
export const balanceQuery = z.object({ at: instantInput.optional() });
export const entryQuery = balanceQuery.extend(pageInput());

export const journalFilter = z.object({ month: monthInput });
export const journalQuery = journalFilter.extend(pageInput(500));

/** Codes of accounts by the accounts' ids; an empty one takes the code away. */
export const accountCodesInput = z.record(
  z.string().max(100),
  z
    .string()
    .trim()
    .max(40, "At most 40 characters.")
    .refine((text) => !/\p{Cc}/u.test(text), "Use one line."),
);
/** An empty field is one that was left out. */
const orLeftOut = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? undefined : value), schema.optional());

const countryInput = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, "Two letters of ISO 3166, e.g. DE.");

/** A VAT identifier: the letters of its country, then letters and digits. Spaces, dots and hyphens are taken out. */
const vatNumberInput = z
  .string()
  .transform((text) => text.replaceAll(/[\s.-]/g, "").toUpperCase())
  .refine((text) => /^[A-Z]{2}[A-Z0-9+*]{2,13}$/.test(text), "With its country's two letters, e.g. DE123456789.");

/** A tax rate of a country from a day on, for one service or all. */
export const taxRateInput = z.object({
  country: countryInput,
  /** `all`, or left out: of every service without a rate of its own. */
  serviceId: z.preprocess((value) => (value === "all" ? "" : value), orLeftOut(id)),
  percent: z
    .string()
    .trim()
    .regex(/^\d{1,2}(?:\.\d{1,4})?$/, "A percentage like 19 or 8.1; 0 is the zero rate."),
  fromDay: dayInput,
});
export type NewTaxRate = z.infer<typeof taxRateInput>;

/** How a customer is taxed. */
export const customerTaxInput = z
  .strictObject({
    treatment: z.enum(taxTreatments, `It must be one of ${taxTreatments.join(", ")}.`),
    country: orLeftOut(countryInput),
    vatNumber: orLeftOut(vatNumberInput),
    reason: orLeftOut(
      z
        .string()
        .trim()
        .max(200, "At most 200 characters.")
        .refine((text) => !/\p{Cc}/u.test(text), "Use one line."),
    ),
  })
  .superRefine(({ treatment, vatNumber, reason }, { addIssue }) => {
    const missing = (path: string, message: string) => addIssue({ code: "custom", path: [path], message });
    if (treatment === "reverse_charge" && vatNumber === undefined)
      missing("vatNumber", "Reverse charge needs the customer's VAT number: statements must state it.");
    if (treatment === "exempt" && reason === undefined)
      missing("reason", "Enter why the customer is exempt: statements must state it.");
  });
export type CustomerTaxChange = z.infer<typeof customerTaxInput>;
