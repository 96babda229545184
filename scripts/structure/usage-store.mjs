// The tables of the usage store are named behind its port alone (docs/architecture.md, "The usage store").
import { lineAt } from "./source.mjs";

const NAMES =
  /\b(usage(?:Keys|Records|CorrectedRecords|Ticks|Hours|Marks|Spans)|usage_(?:keys|records|corrected_records|ticks|hours|marks|spans)|ingest_usage|split_usage|ensure_usage_month)(?:_\d+)*\b/g;
const HELD = /^(app|cli|components|db|server|worker)\//;
const HOME = /^(server\/usage\/store|db\/schema)\//;

/**
 * Places outside the store that name its tables or functions.
 * @param {import("./source.mjs").Source[]} sources @returns {import("./source.mjs").Fault[]}
 */
export function usageStoreFaults(sources) {
  return sources
    .filter((source) => !source.test && HELD.test(source.path) && !HOME.test(source.path))
    .flatMap((source) =>
      [...source.code.matchAll(NAMES)].map((match) => ({
        file: source.path,
        line: lineAt(source.code, match.index),
        rule: `${match[1]} belongs to the usage store: use server/usage/store/port.ts`,
      })),
    );
}
