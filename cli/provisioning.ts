import path from "node:path";
import { cloudByName } from "@/server/clouds/queries";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { createLink } from "@/server/setup/create-link";
import { importFocus } from "@/server/usage/imports/import-focus";
import { utcText } from "@/server/utc-text";
import { type Command, oneOf, strings, table, UsageError } from "./command";

const request = () => jobRequest("command line");

export const provisioning: Command[] = [
  {
    name: "link create",
    like: ["links.create"],
    usage:
      "--customer ID|IDENTIFIER --service SLUG [--os linux|darwin] [--serial SERIAL] [--uses N] [--approve auto|each] [--expires-in MINUTES]",
    options: strings("customer", "service", "os", "serial", "uses", "approve", "expires-in"),
    required: ["customer", "service"],
    run: async (options) => {
      const usesMax = whole(options.uses ?? "1", "--uses");
      const link = await inProvider(request(), async (ctx) =>
        createLink(ctx, {
          customerId: (await customerByIdOrIdentifier(ctx, options.customer ?? "")).id,
          service: options.service ?? "",
          os: oneOf(options.os ?? "linux", ["linux", "darwin"] as const, "--os"),
          serial: options.serial,
          usesMax,
          approve: options.approve
            ? oneOf(options.approve, ["auto", "each"] as const, "--approve")
            : usesMax > 1
              ? "each"
              : "auto",
          expiresInMinutes: whole(options["expires-in"] ?? "1440", "--expires-in"),
          kind: "ordinary",
        }),
      );
      return {
        json: link,
        text: `${link.command}\nExpires ${utcText(link.expiresAt)}. Anybody who has this line may install once: treat it as a secret.`,
      };
    },
  },
  {
    name: "import focus",
    usage: "FILE … --customer ID|IDENTIFIER --cloud SLUG   the parts of one export together",
    options: strings("customer", "cloud"),
    positionals: ["FILE"],
    repeats: true,
    required: ["customer", "cloud"],
    run: async ({ customer = "", cloud = "" }, names) => {
      const about = await inProvider(request(), async (ctx) => ({
        customerId: (await customerByIdOrIdentifier(ctx, customer)).id,
        cloudId: (await cloudByName(ctx, cloud)).id,
      }));
      const files = names.map((name) => ({ path: path.resolve(name), name: path.basename(name) }));
      const done = await importFocus(request(), { ...about, files });
      const { rows, counted, listed, reasons, totals } = done;
      const text = `${rows} rows: ${counted} counted, ${listed} listed.\n${table(
        ["reason", "rows"],
        Object.entries(reasons).map(([reason, n]) => [reason, String(n)]),
      )}`;
      return { json: { rows, counted, listed, reasons, totals }, text };
    },
  },
];

function whole(text: string, option: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`${option} must be a whole number from 1.`);
  return Number(text);
}
