import { z } from "zod";
import { instantInput } from "../../instant";
import { timeZoneInput } from "../../time-zone-input";
import { optionalName } from "../input";

const exportGrains = ["hour", "day"] as const;
const exportFormats = ["csv", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportFormat = z
  .enum(exportFormats, { error: `It must be one of ${exportFormats.join(", ")}.` })
  .default("csv");

/** Which use a FOCUS export holds: all of a time. `from` belongs to it, `to` does not. */
const exportTime = z.object({
  from: instantInput,
  to: instantInput,
  grain: z
    .enum(exportGrains, { error: `It must be one of ${exportGrains.join(", ")}.` })
    .default("hour")
    .describe("The length of a charge period"),
  zone: timeZoneInput
    .optional()
    .describe(
      "IANA time zone in which days begin; UTC unless named. Days of the customer's zone fit its billing periods",
    ),
});
/** The same as an address or the command line asks for it. */
export const focusQuestion = exportTime
  .extend({
    customer: optionalName,
    format: exportFormat,
  })
  .refine(({ from, to }) => from < to, { error: "It must be before to.", path: ["from"] })
  .refine(({ from, to }) => Number(to) - Number(from) <= 400 * 86_400_000, {
    error: "The window is longer than 400 days. Ask for a year at most.",
    path: ["to"],
  });
/** A page of its rows. */
export const focusInput = exportTime.extend({ cursor: z.string().max(2000).nullish() });
export type FocusInput = z.infer<typeof focusInput>;
