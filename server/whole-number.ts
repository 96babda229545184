import { z } from "zod";

/**
 * A whole number, also as the text of a form or an address. Nothing is coerced: an empty text is a missing number, not
 * 0, and "1e3", "0x10" or true are none. `ask` is the sentence against anything else.
 */
export const wholeNumber = (range: { min: number; max: number }, ask: string) =>
  z
    .union(
      [
        z.number(ask),
        z
          .string(ask)
          .trim()
          .regex(/^\d{1,15}$/, ask)
          .transform(Number),
      ],
      ask,
    )
    .pipe(z.number(ask).int(ask).min(range.min, ask).max(range.max, ask))
    .meta({ type: "integer", minimum: range.min, maximum: range.max });
