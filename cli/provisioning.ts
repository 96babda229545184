import { createReadStream, statSync } from "node:fs";
import path from "node:path";
import { ensureArtefact, pieceBytes } from "@/server/catalogue/ensure-artefact";
import { cloudByName } from "@/server/clouds/queries";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { createLink } from "@/server/setup/create-link";
import { importFocus } from "@/server/usage/imports/import-focus";
import { utcText } from "@/server/utc-text";
import { type Command, strings, table, UsageError } from "./command";

const request = () => jobRequest("command line");

export const provisioning: Command[] = [
  {
    name: "link create",
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
    name: "artefact add",
    usage: "FILE --service SLUG --name NAME [--os linux|darwin|any] [--arch amd64|arm64|any] [--release RELEASE]",
    options: strings("service", "name", "os", "arch", "release"),
    positionals: ["FILE"],
    required: ["service", "name"],
    run: async (options, [file = ""]) => {
      const from = path.resolve(file);
      if (!statSync(from, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`There is no file ${from}.`);
      const { name = "", release } = options;
      for (const [option, text] of Object.entries({ name, release }))
        if (text !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text))
          throw new UsageError(`--${option} must be letters, digits, dots and hyphens, e.g. restic or 0.17.3.`);
      const { sha256 } = await inProvider(request(), (ctx) =>
        ensureArtefact(ctx, {
          service: options.service ?? "",
          name,
          version: release,
          os: oneOf(options.os ?? "linux", ["linux", "darwin", "any"] as const, "--os"),
          arch: oneOf(options.arch ?? "amd64", ["amd64", "arm64", "any"] as const, "--arch"),
          content: () => createReadStream(from, { highWaterMark: pieceBytes }),
        }),
      );
      return { json: { sha256 }, text: `${sha256}\nThe next installers of the service hand it out.` };
    },
  },
  {
    name: "import focus",
    usage: "FILE --customer ID|IDENTIFIER --cloud SLUG",
    options: strings("customer", "cloud"),
    positionals: ["FILE"],
    required: ["customer", "cloud"],
    run: async ({ customer = "", cloud = "" }, [file = ""]) => {
      const about = await inProvider(request(), async (ctx) => ({
        customerId: (await customerByIdOrIdentifier(ctx, customer)).id,
        cloudId: (await cloudByName(ctx, cloud)).id,
      }));
      const done = await importFocus(request(), { ...about, path: path.resolve(file), fileName: path.basename(file) });
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

function oneOf<T extends string>(value: string, allowed: readonly T[], option: string): T {
  if (!allowed.includes(value as T)) throw new UsageError(`${option} must be one of ${allowed.join(", ")}.`);
  return value as T;
}
