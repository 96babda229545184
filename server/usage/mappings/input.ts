import { z } from "zod";
import { reasonInput } from "../../licensing/input";
import { pageInput } from "../../page-input";
import { wholeNumber } from "../../whole-number";
import { namedText, optionalName } from "../input";
import { sampleLength } from "../states";

const cloudName = namedText("The cloud", 100);
const column = namedText("The name of a column", 200).trim().nullable().default(null);
/** The mapping rules of a cloud's exports. Of what is left out the defaults hold. */
const mappingRules = z.object({
  columns: z
    .object({ customer: column, cloud: column, machine: column, meter: column, quantity: column, unit: column })
    .prefault({})
    .describe("The column, or the key of a column of JSON (Tags.machine), that states each; null: as without rules"),
  meters: z
    .array(
      z.object({
        value: namedText("The value of a meter", 300)
          .trim()
          .describe("Of the meter's column, in any case; * is any text"),
        unit: namedText("The unit of a row", 60)
          .trim()
          .nullable()
          .default(null)
          .describe("Only rows in it; null: in any"),
        meter: z.string().min(1).max(200).nullable().describe("null: such rows are not counted"),
        factor: z
          .string()
          .regex(
            /^(?=.*[1-9])\d{1,12}(?:\.\d{1,30})?$/,
            "A factor is a decimal number above 0 and below 10^12, with at most 30 decimals, like 0.5.",
          )
          .nullable()
          .default(null)
          .describe("How much of the meter one unit is; null: the row's unit is converted to the meter's"),
      }),
    )
    .max(500, "Give at most 500 values of meters. * stands for any text.")
    .default([])
    .describe("The first that fits a row holds"),
  customers: z
    .array(z.object({ value: namedText("An account", 300).trim(), customer: namedText("The customer", 200) }))
    .max(500, "Give at most 500 accounts.")
    .default([])
    .describe("Values of the customer's column, and the customer of each, by id or account identifier"),
  clouds: z
    .array(namedText("A value of the cloud", 300).trim())
    .max(100, "Give at most 100 values of the cloud.")
    .default([])
    .describe("Values of the cloud's column that mean this cloud; without any its slug and its name"),
});
/** A new version of them. */
export const mappingInput = mappingRules.extend({
  cloud: cloudName,
  version: z.int().min(0).optional().describe("The version that was changed: refused where another was set since"),
  reason: reasonInput.describe("Why; staff see it"),
});
export type MappingInput = z.infer<typeof mappingInput>;
export const mappingQuery = z.object({
  cloud: cloudName,
  version: wholeNumber({ min: 0, max: 2 ** 31 - 1 }, "It is no version.").optional(),
});
export const mappingVersionQuery = z.object({ cloud: cloudName, ...pageInput() });
export type MappingVersionQuery = z.infer<typeof mappingVersionQuery>;
/** Rules, stored or not, and the rows of a file that they are tried on. */
export const mappingTrialInput = mappingRules.extend({
  cloud: cloudName,
  customer: optionalName.describe("Whose import it would be, by id or account identifier"),
  sample: z
    .string()
    .min(1, "Paste the head and some rows of a CSV file, or choose a file.")
    .max(sampleLength, "The sample is longer than 256 KiB. Give fewer rows.")
    .describe("CSV with its head, as it stands in an export"),
});
export type MappingTrialInput = z.infer<typeof mappingTrialInput>;
