import { z } from "zod";
import { reasonInput } from "../licensing/input";
import { amountInput } from "../money/input";
import { pageInput } from "../page-input";
import { bankEntryStates, dayForms } from "./states";

const id = z.string().min(1).max(100);
const columnName = z.string().trim().max(80, "At most 80 characters.");

/** Which column of a CSV file is what, by the columns' heads; '' where the file has none. */
const bankCsvMapping = z.strictObject({
  account: z
    .string()
    .trim()
    .min(3, "Enter your account's number, as the bank states it.")
    .max(60, "At most 60 characters."),
  delimiter: z.enum([";", ",", "\t"]),
  date: columnName.min(1, "Choose the column of the day."),
  amount: columnName.min(1, "Choose the column of the amount."),
  currency: columnName.min(1, "Choose the column of the currency, or give a currency like EUR."),
  name: columnName,
  payerAccount: columnName,
  text: columnName,
  reference: columnName,
  dayForm: z.enum(dayForms),
  decimal: z.enum([",", "."]),
});
export type BankCsvMapping = z.infer<typeof bankCsvMapping>;

/** A mapping as JSON in a text, of an address or the command line. */
export const writtenMapping = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue("The mapping is no JSON.");
      return z.NEVER;
    }
  })
  .pipe(bankCsvMapping);

/** A file as text; of a CSV with its mapping. */
export const bankFileInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Give the file's name.")
    .max(200, "At most 200 characters.")
    .refine((text) => !/\p{Cc}/u.test(text), "Use one line."),
  content: z.string().min(1, "The file is empty."),
  mapping: bankCsvMapping.optional(),
});
export type BankFileInput = z.infer<typeof bankFileInput>;
export const bankLookInput = bankFileInput.omit({ name: true });

export const bankFilesQuery = z.object(pageInput());
export const bankEntryFilter = z.object({
  state: z.enum(bankEntryStates, { error: `It must be one of ${bankEntryStates.join(", ")}.` }).optional(),
});
export const bankEntryQuery = bankEntryFilter.extend(pageInput());

const bankEntryInput = z.object({ id });
export const bankReasonInput = bankEntryInput.extend({ reason: reasonInput });

const partsMost = 50;
/** What an entry pays: whose it is, which statement it pays first, and how much of it in major units. */
export const confirmBankInput = bankEntryInput.extend({
  parts: z
    .array(
      z.object({
        customerId: id,
        statementId: z.preprocess((value) => (value === "" ? undefined : value), id.optional()),
        amount: amountInput,
      }),
    )
    .min(1, "Choose the customer.")
    .max(partsMost, `At most ${partsMost} parts.`),
});
export type BankPart = z.infer<typeof confirmBankInput>["parts"][number];

const exactMost = 200;
/** Entries whose exact proposals were seen. */
export const confirmExactInput = z.object({ ids: z.array(id).min(1).max(exactMost, `At most ${exactMost} at once.`) });
