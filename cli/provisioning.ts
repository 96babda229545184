import path from "node:path";
import { cloudByName } from "@/server/clouds/queries";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { reasonInput } from "@/server/licensing/input";
import { parseInput } from "@/server/parse-input";
import { createLink } from "@/server/setup/create-link";
import { importFocus } from "@/server/usage/imports/import-focus";
import type { Export } from "@/server/usage/imports/import-receipt";
import { utcText } from "@/server/utc-text";
import { restateOrPreview } from "@/server/workflow/restate-or-preview";
import { shownWindow } from "@/server/workflow/shown-limit";
import { type Command, flags, oneOf, strings, table, UsageError } from "./command";

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
    usage:
      "FILE … --customer ID|IDENTIFIER --cloud SLUG [--restate --reason TEXT [--preview]]   the parts of one export together",
    options: { ...strings("customer", "cloud", "reason"), ...flags("restate", "preview") },
    positionals: ["FILE"],
    repeats: true,
    required: ["customer", "cloud"],
    run: async ({ customer = "", cloud = "", restate, reason, preview }, names) => {
      const about = await inProvider(request(), async (ctx) => ({
        customerId: (await customerByIdOrIdentifier(ctx, customer)).id,
        cloudId: (await cloudByName(ctx, cloud)).id,
      }));
      const files = names.map((name) => ({ path: path.resolve(name), name: path.basename(name) }));
      if (restate === "true") return restated({ ...about, files }, { reason, preview: preview === "true" });
      if (preview || reason) throw new UsageError("--reason and --preview belong to --restate.");
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

/** Restates what an export names, or says what that would change. */
async function restated(about: Export, { reason, preview }: { reason: string | undefined; preview: boolean }) {
  const why = parseInput(reasonInput, reason ?? "");
  const { restated: done, preview: looked } = await restateOrPreview(request(), { ...about, reason: why }, { preview });
  const { rows, counted, duplicates, listed, reasons, totals, amended, voided } = done;
  const records = { amended: amended?.records ?? 0, voided: voided?.records ?? 0 };
  const windows = looked?.windows.map(shownWindow) ?? null;
  const text = [
    `${rows} rows: ${duplicates} as they were, ${counted} new or changed, ${listed - duplicates} not counted.`,
    `${preview ? "Would amend" : "Amended"} ${records.amended} records and ${preview ? "void" : "voided"} ${records.voided}.`,
    ...(preview ? [`${looked?.windows.length ?? 0} windows would be judged again. Nothing was stored.`] : []),
  ].join("\n");
  return { json: { rows, counted, duplicates, listed, reasons, totals, ...records, windows }, text };
}

function whole(text: string, option: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`${option} must be a whole number from 1.`);
  return Number(text);
}
