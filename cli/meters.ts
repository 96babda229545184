import { addMeter } from "@/server/catalogue/add-meter";
import { changeMeterInput, newMeterInput } from "@/server/catalogue/input";
import { filterText } from "@/server/catalogue/meter-filter";
import { listMeters } from "@/server/catalogue/queries";
import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { meterBySlug } from "@/server/usage/questions/scope";
import { changeMeter } from "@/server/workflow/change-meter";
import { type Command, strings, table } from "./command";

const request = () => jobRequest("command line");

/** Options of a meter, and the fields of the input that they fill. */
const fields = {
  name: "name",
  unit: "unit",
  kind: "kind",
  aggregation: "aggregation",
  decimals: "decimals",
  whole: "whole",
  "stale-minutes": "staleMinutes",
  "plausible-record": "plausibleRecord",
  filter: "filter",
  dimensions: "dimensions",
} as const;
const fieldsOf = (options: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([option, field]) =>
      options[option] === undefined ? [] : [[field, options[option]]],
    ),
  );

type Meter = Awaited<ReturnType<typeof meterBySlug>>;
const columns = [
  "meter",
  "name",
  "unit",
  "kind",
  "aggregation",
  "decimals",
  "stale after",
  "plausible record",
  "filter",
  "dimensions",
];
const cellsOf = (row: Meter) => [
  ...[row.slug, row.name, row.unit, row.kind, row.aggregation, String(row.decimals), `${row.staleMinutes} min`],
  ...[row.plausibleRecord ?? "–", row.filter ? filterText(row.filter) : "–"],
  row.dimensions.join(", ") || "–",
];
const shown = (row: Meter) => ({ json: row, text: table(columns, [cellsOf(row)]) });

/** What is counted, and in which unit. */
export const meterCommands: Command[] = [
  {
    name: "meter list",
    like: ["catalogue.allMeters"],
    usage: "",
    options: {},
    run: async () => {
      const rows = await inProvider(request(), listMeters);
      return { json: rows, text: table(columns, rows.map(cellsOf)) };
    },
  },
  {
    name: "meter add",
    like: ["catalogue.addMeter"],
    usage:
      "METER --name TEXT --unit UNIT --kind counter|gauge|unique --aggregation sum|max|average|last|unique [--decimals N] [--whole true|false] [--stale-minutes N] [--plausible-record N|none] [--filter 'region=eu,ch; tier=gold'|none] [--dimensions 'region, tier'|none]",
    options: strings(...Object.keys(fields)),
    positionals: ["METER"],
    required: ["name", "unit", "kind", "aggregation"],
    run: async (options, [slug = ""]) => {
      const meter = parseInput(newMeterInput, { ...fieldsOf(options), slug });
      return inProvider(request(), async (ctx) => {
        await addMeter(ctx, meter);
        return shown(await meterBySlug(ctx, slug));
      });
    },
  },
  {
    name: "meter change",
    like: ["catalogue.changeMeter"],
    usage:
      "METER [--name TEXT] [--unit UNIT] [--kind counter|gauge|unique] [--aggregation sum|max|average|last|unique] [--decimals N] [--whole true|false] [--stale-minutes N] [--plausible-record N|none] [--filter 'region=eu,ch; tier=gold'|none] [--dimensions 'region, tier'|none]",
    options: strings(...Object.keys(fields)),
    positionals: ["METER"],
    run: async (options, [slug = ""]) => {
      const change = parseInput(changeMeterInput, { ...fieldsOf(options), slug });
      return inProvider(request(), async (ctx) => {
        await changeMeter(ctx, change);
        return shown(await meterBySlug(ctx, slug));
      });
    },
  },
];
