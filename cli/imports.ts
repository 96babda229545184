import path from "node:path";
import { cloudByName } from "@/server/clouds/queries";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { reasonInput } from "@/server/licensing/input";
import { parseInput } from "@/server/parse-input";
import { importFocus } from "@/server/usage/imports/import-focus";
import type { Export } from "@/server/usage/imports/import-receipt";
import type { ReadSoFar } from "@/server/usage/imports/read-export";
import { restateOrPreview } from "@/server/workflow/restate-or-preview";
import { shownWindow } from "@/server/workflow/shown-limit";
import { type Command, flags, strings, table, UsageError } from "./command";

const request = () => jobRequest("command line");

export const imports: Command[] = [
  {
    name: "import focus",
    usage:
      "FILE … --customer ID|IDENTIFIER --cloud SLUG [--restate --reason TEXT] [--preview]   the parts of one export together",
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
      if (reason) throw new UsageError("--reason belongs to --restate.");
      const way = { preview: preview === "true", watch };
      const done = await importFocus(request(), { ...about, files }, way);
      const { rows, counted, listed, reasons, totals, mappingVersion } = done;
      const text = `${rows} rows: ${counted} counted, ${listed} listed, by version ${mappingVersion} of the mapping rules.\n${table(
        ["reason", "rows"],
        Object.entries(reasons).map(([reason, n]) => [reason, String(n)]),
      )}${way.preview ? "\nNothing was stored." : ""}`;
      return { json: { rows, counted, listed, reasons, totals, mappingVersion }, text };
    },
  },
];

/** Draws how far the reading is, on a terminal. */
async function watch({ rows, expected }: ReadSoFar): Promise<void> {
  if (!process.stderr.isTTY) return;
  const percent = expected === 0 ? 100 : Math.floor((rows / expected) * 100);
  const done = Math.floor(percent / 5);
  process.stderr.write(`\r[${"#".repeat(done)}${".".repeat(20 - done)}] ${rows} of ${expected} rows, ${percent} %`);
  if (rows === expected) process.stderr.write("\r\u001b[K");
}

/** Restates what an export names, or says what that would change. */
async function restated(about: Export, { reason, preview }: { reason: string | undefined; preview: boolean }) {
  const why = parseInput(reasonInput, reason ?? "");
  const given = { ...about, reason: why, watch };
  const { restated: done, preview: looked } = await restateOrPreview(request(), given, { preview });
  const { rows, counted, duplicates, listed, reasons, totals, mappingVersion, amended, voided } = done;
  const records = { amended: amended?.records ?? 0, voided: voided?.records ?? 0 };
  const windows = looked?.windows.map(shownWindow) ?? null;
  const text = [
    `${rows} rows: ${duplicates} as they were, ${counted} new or changed, ${listed - duplicates} not counted, by version ${mappingVersion} of the mapping rules.`,
    `${preview ? "Would amend" : "Amended"} ${records.amended} records and ${preview ? "void" : "voided"} ${records.voided}.`,
    ...(preview ? [`${looked?.windows.length ?? 0} windows would be judged again. Nothing was stored.`] : []),
  ].join("\n");
  return { json: { rows, counted, duplicates, listed, reasons, totals, mappingVersion, ...records, windows }, text };
}
