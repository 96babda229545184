import { z } from "zod";
import { priceComponents } from "../money/pricing/price-components";
import { wholeNumber } from "../whole-number";
import { line, newSlug } from "./input";

const currency = z
  .string("Give a currency.")
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, "Three letters of ISO 4217, e.g. EUR.")
  .refine((code) => Intl.supportedValuesOf("currency").includes(code), "Three letters of ISO 4217, e.g. EUR.");
const trialDays = wholeNumber({ min: 0, max: 730 }, "Give whole days, from 0 to 730.");
const slug = z.string().min(1).max(100);
const versionId = z.string().min(1).max(100);

/** A plan of the provider's own. */
export const newPlanInput = z.object({
  service: slug.describe("Its slug"),
  slug: newSlug.describe("It never changes"),
  name: line(80, "Give a name, like Cloud backup, 50 machines."),
  seats: wholeNumber({ min: 1, max: 1_000_000 }, "Give whole seats, from 1 to 1,000,000."),
  allocationMaximum: wholeNumber({ min: 0, max: 1_000_000 }, "Give whole GiB, from 0 to 1,000,000.").describe(
    "The most that a machine is allocated, in GiB; 0 for a service without storage",
  ),
  serviceLevel: z.string().trim().max(80, "At most 80 characters.").default(""),
});

/** What a draft holds; each currency once. */
export const draftContent = {
  note: z.string().trim().max(200, "At most 200 characters.").default(""),
  trialDays: trialDays.default(0),
  prices: z
    .array(z.strictObject({ currency, components: priceComponents }))
    .max(20, "A version has at most 20 currencies.")
    .refine((all) => new Set(all.map((one) => one.currency)).size === all.length, {
      error: "A currency is given twice.",
    }),
};
export const draftInput = z.object({ plan: slug, copy: versionId.optional(), customerId: versionId.optional() });
export const savedDraft = z.object({ id: versionId, ...draftContent });
export const versionInput = z.object({ id: versionId });

/** What a calculation is of: a version as it is written, and a subscription to it. */
export const triedPrices = z.object({
  currency,
  trialDays,
  components: priceComponents,
  from: z.iso.date("Give a day, like 2026-12-15."),
  use: z.string().trim().max(40),
});
