import { z } from "zod";
import { wholeNumber } from "@/server/whole-number";

/** What several contracts of the programs' API are made of. */

export const customerName = z
  .string()
  .trim()
  .min(1, "Give a customer's id or account identifier.")
  .max(100, "Give a customer's id or account identifier.")
  .optional()
  .describe("A customer's id or account identifier. A customer's own key may leave it away.");

export const after = z.string().min(1).max(2000).optional().describe("`next` of the page before.");

export const limit = wholeNumber({ min: 1, max: 200 }, "Give a whole number from 1 to 200.")
  .default(50)
  .describe("Rows of a page.");

export const search = z.string().trim().max(100, "At most 100 characters.").optional();

/** One of these words, with a sentence that names them. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `It must be one of ${words.join(", ")}.` });

export const time = z.iso.datetime().describe("RFC 3339, UTC");
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
export const bytes = z.string().regex(/^\d+$/).describe("Bytes, a decimal string");
export const minorUnits = z
  .string()
  .regex(/^-?\d+$/)
  .describe("Minor units of the currency, a decimal string");

/** The name of a usage record in an address. */
export const recordParams = z.object({ record: z.guid("It is no record's id.") });

/** A schema under its own name in the document (`components.schemas`). */
export const named = <T extends z.ZodType>(id: string, schema: T): T => schema.meta({ id });

/** A list's answer: one page of rows under their name, and where the next begins. */
export const pageAnswer = <N extends string, T extends z.ZodType>(name: N, row: T) =>
  z.object({ [name]: z.array(row), next: z.string().nullable() } as {
    [K in N]: z.ZodArray<T>;
  } & { next: z.ZodNullable<z.ZodString> });

/** The answer of a list that is short by its nature, and whole. */
export const listAnswer = <N extends string, T extends z.ZodType>(name: N, row: T) =>
  z.object({ [name]: z.array(row) } as { [K in N]: z.ZodArray<T> });

/** What describes a page. */
export const onePage = "One page, and where the next begins.";

export const timeText = (at: Date | null): string | null => at?.toISOString() ?? null;
export const decimalText = (value: bigint | null): string | null => value?.toString() ?? null;
