import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { focusFile } from "@/server/usage/exports/focus-file";
import { focusPage } from "@/server/usage/exports/focus-lines";
import { focusQuestion } from "@/server/usage/exports/input";
import { type Command, strings } from "./command";
import { writeNew } from "./write-new";

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
