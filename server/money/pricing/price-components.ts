import { z } from "zod";
import { currencyExponent } from "../../money";
import { parseExact } from "../../quantity";
import { feeCycles, feeMonths, feeTimings, percentageBases } from "../states";

// What a plan charges besides use above its limits, as a version holds it (docs/rules.md 7.19). Amounts are decimals of
// major units of the currency whose list they stand in.

const amount = z.string().trim().max(40);
const percent = z
  .string()
  .trim()
  .max(20)
  .refine((text) => isBetween(text, 100) && (parseExact(text)?.decimalPlaces() ?? 9) <= 4, {
    error: "Give a percentage above 0 and at most 100, with at most 4 decimals.",
  });
/** It names a component in its version, and in what was billed of it. */
const id = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "Use small letters, digits and hyphens, at most 40.");
const common = { id, name: z.string().trim().min(1, "Give a name.").max(80, "A name has at most 80 characters.") };

const priceComponent = z.discriminatedUnion("kind", [
  z.strictObject({
    ...{ ...common, kind: z.literal("recurring"), amount, months: z.literal(feeMonths) },
    ...{ timing: z.enum(feeTimings), cycle: z.enum(feeCycles) },
  }),
  z.strictObject({ ...common, kind: z.literal("one_off"), amount }),
  z.strictObject({ ...common, kind: z.literal("minimum"), amount }),
  z.strictObject({ ...common, kind: z.literal("percentage"), percent, of: z.enum(percentageBases) }),
]);
export type PriceComponent = z.infer<typeof priceComponent>;

/** So many components a version has in one currency. */
const componentsMost = 20;
/** The components of a version in one currency; each `id` once. */
export const priceComponents = z
  .array(priceComponent)
  .max(componentsMost, `A version has at most ${componentsMost} charges in a currency.`)
  .refine((all) => new Set(all.map((one) => one.id)).size === all.length, { error: "Two charges have the same id." });

const amountsBelow = 1_000_000_000_000;
const isBetween = (text: string, most: number) => {
  const value = parseExact(text);
  return value?.gt(0) && value.lte(most);
};

/**
 * What is wrong with amounts in a currency: above 0 and with no more decimals than it has.
 * @returns a sentence that names the component, or null
 */
export function refusedAmount(components: readonly PriceComponent[], currency: string): string | null {
  const decimals = currencyExponent(currency);
  for (const component of components) {
    if (!("amount" in component)) continue;
    const { name, amount: text } = component;
    if (!isBetween(text, amountsBelow)) return `${name}: give an amount above 0, like 49 or 49.50.`;
    if ((parseExact(text)?.decimalPlaces() ?? 0) > decimals)
      return `${name}: ${currency} has ${decimals === 0 ? "no decimals" : `${decimals} decimals`}, ${text} has more.`;
  }
  return null;
}
