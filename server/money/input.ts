import { z } from "zod";
import { instantInput } from "../instant";
import { pageInput } from "../page-input";
import { listedStates } from "./states";

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
const amountInput = z
  .string()
  .trim()
  .regex(/^\d{1,12}(?:\.\d{1,4})?$/, "Enter the amount like 5000 or 5000.00, without separators.");

const dayInput = z
  .string()
  .trim()
  .refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text), "Write the day like 2026-11-30.");

const isDay = (text: string) => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

const referenceInput = z
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
