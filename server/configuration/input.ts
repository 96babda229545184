import { z } from "zod";
import { pageInput } from "../page-input";
import { timeZoneInput } from "../time-zone-input";
import { wholeNumber } from "../whole-number";
import { creditLimitDecisions, customerStates } from "./states";

/** An email address as it is stored: trimmed, lower case. */
export const emailInput = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An email address has at most 254 characters.")
  .pipe(z.email("Enter an email address like ada@example.com."));

/** A person's name, on one line. */
export const personNameInput = z
  .string()
  .trim()
  .min(1, "Enter the name.")
  .max(200, "A name has at most 200 characters.")
  .refine((text) => !/\p{Cc}/u.test(text), "A name has one line.");

const oneLine = (max: number, ask: string) =>
  z
    .string()
    .trim()
    .min(1, ask)
    .max(max, `At most ${max} characters.`)
    .refine((text) => !/\p{Cc}/u.test(text), "Use one line.");

/** An empty field counts as not given. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? undefined : value), schema.optional());

/** Customer account identifier: the name of this customer's account at provider and vendor. */
const identifierInput = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{1,46}[a-z0-9])$/,
    "3 to 48 small letters, digits and hyphens, e.g. northwind-gmbh; no hyphen at either end.",
  );

const currencyInput = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => Intl.supportedValuesOf("currency").includes(code), "Three letters of ISO 4217, e.g. EUR.");

/**
 * An amount in major units as people write it, e.g. 5000 or 5000.00; the currency limits the decimals.
 */
const amountInput = z
  .string()
  .trim()
  .regex(/^\d{1,12}(?:\.\d{1,4})?$/, "Enter the amount like 5000 or 5000.00, without separators.");

export const addCustomerInput = z.object({
  name: oneLine(200, "Enter the company's name."),
  identifier: optional(identifierInput),
  currency: optional(currencyInput),
  timeZone: optional(timeZoneInput),
});
/** A customer with the person who is invited as its owner. */
export const inviteCustomerInput = addCustomerInput.extend({ email: emailInput });

const contactKinds = ["main", "billing", "technical"] as const;
export const setContactInput = z.object({
  kind: z.enum(contactKinds, "Choose main, billing or technical."),
  name: personNameInput,
  email: emailInput,
  phone: optional(
    z
      .string()
      .trim()
      .regex(/^\+?[0-9 ()./-]{4,30}$/, "A telephone number such as +49 30 1234567."),
  ),
});

/** Units of a workload on one machine. */
export const unitsInput = z.object({
  units: wholeNumber({ min: 0, max: 1000 }, "Enter a whole number from 0 to 1,000."),
});

export const confirmIdentifierInput = z.object({ identifier: identifierInput });

export const setBillingInformationInput = z.object({
  legalName: oneLine(200, "Enter the company's legal name."),
  address: z
    .string()
    .trim()
    .min(5, "Enter the address for statements.")
    .max(500, "At most 500 characters.")
    .refine((text) => !/[^\P{Cc}\n\r]/u.test(text), "Use text without control characters."),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, "Two letters of ISO 3166, e.g. DE."),
  taxNumber: optional(oneLine(40, "")),
  statementEmail: optional(emailInput),
});

export const requestCreditLimitInput = z.object({
  amount: amountInput,
  reason: optional(z.string().trim().max(500, "At most 500 characters.")),
});

export const renameCustomerInput = z.object({ name: oneLine(200, "Enter the company's name.") });
const preview = z
  .union([z.boolean(), z.stringbool()])
  .default(false)
  .describe("true: say what it would do, and store nothing");
export const changeTimeZoneInput = z.object({
  timeZone: timeZoneInput.describe("IANA time zone in which days, weeks and months of limits and statements begin"),
  preview,
});
export const customerChangeInput = z.object({
  change: z.enum(["suspend", "resume", "close"], "Choose suspend, resume or close."),
  reason: z.string().trim().min(3, "Give a reason of a few words.").max(300, "At most 300 characters."),
});

export const decideCreditLimitInput = z
  .object({
    requestId: z.string().min(1),
    decision: z.enum(creditLimitDecisions, "Approve or decline."),
    /** Approved amount where it differs from the one asked for. */
    amount: optional(amountInput),
    reason: optional(z.string().trim().max(500, "At most 500 characters.")),
  })
  .refine((decision) => decision.decision === "approved" || decision.reason, {
    path: ["reason"],
    message: "Give a reason: it is shown to the customer.",
  });

/** What a list of customers is filtered by. */
export const customerFilter = z.object({
  state: z.enum(customerStates).optional(),
});
/** A page of it. */
export const customerQuery = customerFilter.extend({
  search: z.string().trim().max(200).optional(),
  ...pageInput(500),
});
export type CustomerQuery = z.infer<typeof customerQuery>;
