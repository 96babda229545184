import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { costFile } from "@/server/reads/focus-cost-columns";
import { focusCosts } from "@/server/reads/focus-costs";
import { costQuestion } from "@/server/reads/input";
import { usageFile } from "@/server/usage/exports/focus-columns";
import { focusFile } from "@/server/usage/exports/focus-file";
import { focusPage } from "@/server/usage/exports/focus-lines";
import { focusQuestion } from "@/server/usage/exports/input";
import { type Command, strings } from "./command";
import { writeNew } from "./write-new";

/** Files for others: what Spillway meters and bills, as FOCUS writes it. */
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
      const file = await focusFile(
        { ...usageFile, format, now: request.now, askedBy: request.actor.id },
        async (cursor) => {
          const page = await inProvider(request, (ctx) => focusPage(ctx, { ...time, customerId, cursor }));
          rows += page.rows.length;
          return page;
        },
      );
      await writeNew(out, file);
      return { json: { file: out, format, rows }, text: `${out}: ${rows} rows.` };
    },
  },
  {
    name: "export costs",
    like: ["statements.costs", "statements.ownCosts"],
    usage:
      "--statement NUMBER|ID | --from TIME --to TIME, --out FILE [--customer ID|IDENTIFIER] [--format csv|parquet]   what was billed: one statement, or those issued in a time",
    options: strings("statement", "from", "to", "out", "customer", "format"),
    required: ["out"],
    run: async ({ out = "", ...asked }) => {
      const { customer, format, ...which } = parseInput(costQuestion, asked);
      const request = { ...jobRequest("command line"), lists: true };
      const customerId =
        customer === undefined
          ? undefined
          : (await inProvider(request, (ctx) => customerByIdOrIdentifier(ctx, customer))).id;
      let rows = 0;
      const about = { ...costFile, format, now: request.now, askedBy: request.actor.id };
      const file = await focusFile(about, async (cursor) => {
        const page = await inProvider(request, (ctx) => focusCosts(ctx, { ...which, customerId, cursor }));
        rows += page.rows.length;
        return page;
      });
      await writeNew(out, file);
      return { json: { file: out, format, rows }, text: `${out}: ${rows} rows.` };
    },
  },
];
