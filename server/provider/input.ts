import { z } from "zod";

/** An empty field takes the value away. */
const orNone = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? null : value), schema.nullable());

const nameInput = z
  .string()
  .trim()
  .min(1, "Enter the name that customers see.")
  .max(80, "At most 80 characters.")
  .refine((text) => !/\p{Cc}/u.test(text), "Use one line.");

const addressInput = z
  .string()
  .max(400, "At most 400 characters.")
  .transform((text) =>
    text
      .replaceAll(/\r\n?/g, "\n")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .join("\n"),
  )
  .refine((text) => text.split("\n").length <= 6, "At most 6 lines.")
  .refine((text) => !/[^\P{Cc}\n]/u.test(text), "Use letters, digits and line ends.");

const colorInput = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/, "Six hexadecimal digits, e.g. #0b6478.")
  .transform((text) => {
    const digits = text.replace("#", "");
    return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits}`;
  });

const senderInput = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An email address has at most 254 characters.")
  .pipe(z.email("Enter an email address like portal@example.com."));

const currencyCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => Intl.supportedValuesOf("currency").includes(code), "Three letters of ISO 4217, e.g. EUR.");

/** Days from the issue of a statement to the day on which it is due. */
const paymentDaysInput = z.coerce
  .number("Enter a number of days.")
  .int("Enter whole days.")
  .min(0, "At least 0 days.")
  .max(365, "At most 365 days.");

/** What may be changed of the provider, its logo apart; what is left away stays. */
export const providerInput = z.strictObject({
  name: nameInput.optional(),
  address: orNone(addressInput).optional(),
  color: orNone(colorInput).optional(),
  sender: orNone(senderInput).optional(),
  currency: currencyCode.optional(),
});
export type ProviderChange = z.infer<typeof providerInput>;

const oneLine = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `At most ${most} characters.`)
    .refine((text) => !/\p{Cc}/u.test(text), "Use one line.");
const compact = z.string().transform((text) => text.replaceAll(/[\s.-]/g, "").toUpperCase());

/** ISO 13616: the check digits make the whole, its first four characters last, 1 modulo 97. */
const isIban = (text: string) =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(text) &&
  BigInt(`${text.slice(4)}${text.slice(0, 4)}`.replaceAll(/[A-Z]/g, (letter) => `${letter.charCodeAt(0) - 55}`)) %
    97n ===
    1n;

/** What statements and electronic invoices state of the provider, and when they are due; what is left away stays. */
export const billingInput = z.strictObject({
  country: orNone(compact.refine((text) => /^[A-Z]{2}$/.test(text), "Two letters of ISO 3166, e.g. DE.")).optional(),
  vatId: orNone(
    compact.refine(
      (text) => /^[A-Z]{2}[A-Z0-9+*]{2,13}$/.test(text),
      "With its country's two letters, e.g. DE123456789.",
    ),
  ).optional(),
  registration: orNone(oneLine(60)).optional(),
  billingEmail: orNone(senderInput).optional(),
  billingPhone: orNone(oneLine(40)).optional(),
  iban: orNone(compact.refine(isIban, "Its check digits do not fit: copy the IBAN as the bank states it.")).optional(),
  bic: orNone(
    compact.refine((text) => /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(text), "8 or 11 letters and digits."),
  ).optional(),
  paymentNote: orNone(oneLine(200)).optional(),
  paymentDays: paymentDaysInput.optional(),
  /** Days after a statement was due; empty: the step is not taken. */
  remindDays: orNone(paymentDaysInput).optional(),
  warnDays: orNone(paymentDaysInput).optional(),
  suspendDays: orNone(paymentDaysInput).optional(),
});
export type BillingChange = z.infer<typeof billingInput>;

/** A logo as base64, or null to take it away. The content is judged where it is stored. */
export const logoInput = z.strictObject({
  png: z.base64("Choose a PNG file.").max(200_000, "The logo is too large: at most 100 KiB.").nullable(),
});

/** A color whose palette is asked for. */
export const paletteInput = z.strictObject({ color: colorInput });
