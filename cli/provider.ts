import { readFileSync } from "node:fs";
import { inProvider, jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { parseInput } from "@/server/parse-input";
import { billingInput, providerInput } from "@/server/provider/input";
import { missingOfProvider } from "@/server/provider/missing";
import { currentProvider } from "@/server/provider/queries";
import { changeProvider } from "@/server/workflow/change-provider";
import { type Command, strings, table, UsageError } from "./command";

const request = () => jobRequest("command line");
const current = () => inProvider(request(), currentProvider);

/** "none" takes a value away; a line end of the address is written as \n. */
const asGiven = (given: string | undefined) => (given === "none" ? "" : given?.replaceAll("\\n", "\n"));

/** Options, and the fields of the input that they fill. */
const fields = {
  ...{ name: "name", address: "address", color: "color", currency: "currency", sender: "sender" },
  ...{ "payment-days": "paymentDays", country: "country", "vat-id": "vatId", registration: "registration" },
  ...{ "billing-email": "billingEmail", "billing-phone": "billingPhone", iban: "iban", bic: "bic" },
  ...{ "payment-note": "paymentNote", "remind-days": "remindDays", "warn-days": "warnDays" },
  "suspend-days": "suspendDays",
} as const;

export const provider: Command[] = [
  {
    name: "provider show",
    like: ["provider.profile"],
    usage: "",
    options: {},
    run: async () => {
      const { displayName: _, ...profile } = await current();
      const { logo, address, ...texts } = profile;
      const shown = {
        ...texts,
        address: address?.replaceAll("\n", ", ") ?? null,
        logo: logo ? `${logo.width} x ${logo.height} pixels` : null,
      };
      const rows = Object.entries(shown).map(([field, value]) => [field, String(value ?? "–")]);
      return { json: profile, text: table(["provider", ""], rows) };
    },
  },
  {
    name: "provider set",
    like: ["provider.change", "provider.changeBilling", "provider.setLogo"],
    usage:
      "[--name NAME] [--address 'LINE\\nLINE'] [--color HEX] [--logo FILE.png] [--currency CODE] [--sender ADDRESS] [--payment-days N] [--country CODE] [--vat-id ID] [--registration NUMBER] [--billing-email ADDRESS] [--billing-phone NUMBER] [--iban IBAN] [--bic BIC] [--payment-note TEXT] [--remind-days N] [--warn-days N] [--suspend-days N]   none takes a value away",
    options: strings("logo", ...Object.keys(fields)),
    run: async ({ logo, ...given }) => {
      const texts = parseInput(
        providerInput.extend(billingInput.shape),
        Object.fromEntries(
          Object.entries(given).map(([option, value]) => [fields[option as keyof typeof fields], asGiven(value)]),
        ),
      );
      if (Object.keys(texts).length === 0 && logo === undefined) throw new UsageError("Give at least one value.");
      const settings = { ...texts, ...(logo === undefined ? {} : { logo: logo === "none" ? null : fileOf(logo) }) };
      await inProvider(request(), (ctx) => changeProvider(ctx, settings));
      const changed = await current();
      return { json: changed, text: `Saved. Customers see ${changed.displayName}.` };
    },
  },
  {
    // The start of a production installation prints it.
    name: "first-provider",
    usage: "",
    options: {},
    run: async () => {
      const missing = missingOfProvider(await current(), env());
      return { json: { missing }, text: missing.join("\n") };
    },
  },
];

function fileOf(name: string): Buffer {
  try {
    return readFileSync(name);
  } catch (error) {
    throw new UsageError(`--logo ${name} cannot be read: ${(error as Error).message}`);
  }
}
