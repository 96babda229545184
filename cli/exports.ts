import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { focusFile } from "@/server/usage/exports/focus-file";
import { focusPage } from "@/server/usage/exports/focus-lines";
import { focusQuestion } from "@/server/usage/exports/input";
import { type Command, strings, UsageError } from "./command";

/** Files for others: what Spillway meters, as FOCUS writes it. */
export const exports: Command[] = [
  {
    name: "export focus",
    like: ["usage.focus", "usage.providerFocus"],
    usage:
      "--from TIME --to TIME --out FILE [--customer ID|IDENTIFIER] [--format csv|parquet] [--grain hour|day] [--zone ZONE]",
    options: strings("from", "to", "out", "customer", "format", "grain", "zone"),
    required: ["from", "to", "out"],
    run: async ({ out = "", ...asked }) => {
      const { customer, format, ...time } = parseInput(focusQuestion, asked);
      const request = { ...jobRequest("command line"), lists: true };
      const customerId =
        customer === undefined
          ? undefined
          : (await inProvider(request, (ctx) => customerByIdOrIdentifier(ctx, customer))).id;
      let rows = 0;
      const file = await focusFile({ format, now: request.now, askedBy: request.actor.id }, async (cursor) => {
        const page = await inProvider(request, (ctx) => focusPage(ctx, { ...time, customerId, cursor }));
        rows += page.rows.length;
        return page;
      });
      await writeNew(out, file);
      return { json: { file: out, format, rows }, text: `${out}: ${rows} rows.` };
    },
  },
];

/** Writes a download into a file that is not there yet; one that breaks off leaves none. */
async function writeNew(name: string, { body }: Response): Promise<void> {
  if (!body) throw new Error("The export has no content.");
  const file = createWriteStream(name, { flags: "wx", mode: 0o600 });
  const mine = new Promise<boolean>((resolve) =>
    file.once("open", () => resolve(true)).once("error", () => resolve(false)),
  );
  try {
    await pipeline(Readable.from(body), file);
  } catch (error) {
    if (await mine) await rm(name, { force: true });
    else throw new UsageError(`--out cannot be written: ${(error as Error).message}`);
    throw error;
  }
}
