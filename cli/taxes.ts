import { serviceBySlug } from "@/server/catalogue/queries";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { customerTax, setCustomerTax } from "@/server/money/customer-tax";
import { customerTaxInput, taxRateInput } from "@/server/money/input";
import { listTaxRates, removeTaxRate, setTaxRate } from "@/server/money/tax-rates";
import { parseInput } from "@/server/parse-input";
import { type Command, strings, table } from "./command";

const request = () => jobRequest("command line");

/** Tax rates, and how each customer is taxed. */
export const taxCommands: Command[] = [
  {
    name: "tax list",
    like: ["taxes.rates"],
    usage: "",
    options: {},
    run: async () => {
      const rates = await inProvider(request(), (ctx) => listTaxRates(ctx));
      const rows = rates.map((one) => [
        ...[one.id, one.country, one.serviceName ?? "all services", `${one.percent} %`, one.fromDay],
      ]);
      return { json: rates, text: table(["id", "country", "service", "rate", "from"], rows) };
    },
  },
  {
    name: "tax set",
    like: ["taxes.setRate"],
    usage: "--country CODE --percent N --from YYYY-MM-DD [--service SLUG]   0 is the zero rate",
    options: strings("country", "percent", "from", "service"),
    required: ["country", "percent", "from"],
    run: async ({ country, percent, from: fromDay, service }) => {
      const rate = parseInput(taxRateInput, { country, percent, fromDay });
      const id = await inProvider(request(), async (ctx) =>
        setTaxRate(ctx, { ...rate, serviceId: service && (await serviceBySlug(ctx, service)).id }),
      );
      return { json: { id }, text: `${rate.percent} % in ${rate.country} from ${rate.fromDay}.` };
    },
  },
  {
    name: "tax remove",
    like: ["taxes.removeRate"],
    usage: "RATE   one that was entered by mistake; issued statements keep their tax",
    options: {},
    positionals: ["RATE"],
    run: async (_, [id = ""]) => {
      await inProvider(request(), (ctx) => removeTaxRate(ctx, id));
      return { json: { id }, text: "The rate is removed." };
    },
  },
  {
    name: "tax customer",
    like: ["taxes.ofCustomer", "taxes.setOfCustomer"],
    usage:
      "--customer ID|IDENTIFIER [--treatment standard|reverse_charge|exempt|outside_scope [--vat-number ID] [--country CODE] [--reason TEXT]]   how a customer is taxed",
    options: strings("customer", "treatment", "vat-number", "country", "reason"),
    required: ["customer"],
    run: async ({ customer = "", treatment, "vat-number": vatNumber, country, reason }) => {
      const tax = await inProvider(request(), async (ctx) => {
        const { id } = await customerByIdOrIdentifier(ctx, customer);
        if (treatment !== undefined)
          await setCustomerTax(ctx, id, parseInput(customerTaxInput, { treatment, vatNumber, country, reason }));
        return customerTax(ctx, id);
      });
      return {
        json: tax,
        text: table(
          ["treatment", "VAT number", "country of the rates", "reason"],
          [[tax.treatment, tax.vatNumber ?? "–", tax.country ?? "the provider's", tax.reason ?? "–"]],
        ),
      };
    },
  },
];
