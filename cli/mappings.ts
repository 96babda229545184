import { readFile } from "node:fs/promises";
import { cloudByName } from "@/server/clouds/queries";
import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { mappingInput, mappingQuery, mappingVersionQuery } from "@/server/usage/mappings/input";
import { mappedThings } from "@/server/usage/mappings/mapping-rules";
import { listMappingVersions, mappingOf, type StatedMapping } from "@/server/usage/mappings/mapping-versions";
import { setMapping } from "@/server/usage/mappings/set-mapping";
import { type Command, strings, table, UsageError } from "./command";

const request = () => jobRequest("command line");
/** Versions that one listing shows. */
const most = 200;

function shown({ cloudId: _, ...mapping }: StatedMapping) {
  const { version, rules, setBy, reason } = mapping;
  const by = version === 0 ? "the defaults" : `set by ${setBy}: ${reason}`;
  const columns = mappedThings.map((thing) => [thing, rules.columns[thing] ?? "–"]);
  const pairs = rules.meters.map(({ value, unit, meter, factor }) => [
    ...[value, unit ?? "any", meter ?? "not counted", factor ?? "converted"],
  ]);
  const parts = [
    `Version ${version} (${by})`,
    table(["what", "column"], columns),
    ...(pairs.length > 0 ? [table(["value", "unit", "meter", "factor"], pairs)] : []),
    ...(rules.customers.length > 0
      ? [
          table(
            ["account", "customer"],
            rules.customers.map(({ value, customer }) => [value, customer]),
          ),
        ]
      : []),
    ...(rules.clouds.length > 0 ? [`This cloud: ${rules.clouds.join(", ")}`] : []),
  ];
  return { json: mapping, text: parts.join("\n\n") };
}

/** The rules in a file, as `mapping show --json` writes them or the API takes them. @throws UsageError */
async function rulesIn(file: string): Promise<Record<string, unknown>> {
  try {
    const { rules, ...whole } = JSON.parse(await readFile(file, "utf8"));
    return rules ?? whole;
  } catch {
    throw new UsageError(`${file} cannot be read as JSON. mapping show CLOUD --json writes such a file.`);
  }
}

/** By which rules exports of a host cloud are read. */
export const mappings: Command[] = [
  {
    name: "mapping show",
    like: ["mappings.one"],
    usage: "CLOUD [--version N]",
    options: strings("version"),
    positionals: ["CLOUD"],
    run: async ({ version }, [cloud = ""]) => {
      const asked = parseInput(mappingQuery, { cloud, version });
      return inProvider(request(), async (ctx) =>
        shown(await mappingOf(ctx, (await cloudByName(ctx, asked.cloud)).id, asked.version)),
      );
    },
  },
  {
    name: "mapping versions",
    like: ["mappings.versions"],
    usage: "CLOUD",
    options: {},
    positionals: ["CLOUD"],
    run: async (_, [cloud = ""]) => {
      const query = parseInput(mappingVersionQuery, { cloud, limit: most });
      return inProvider(request(), async (ctx) => {
        const { rows } = await listMappingVersions(ctx, query);
        return {
          json: rows,
          text: table(
            ["version", "set by", "at", "why"],
            rows.map(({ version, setBy, setAt, reason }) => [String(version), setBy, setAt.toISOString(), reason]),
          ),
        };
      });
    },
  },
  {
    name: "mapping set",
    like: ["mappings.set"],
    usage: "CLOUD --rules FILE --reason TEXT   a JSON file with columns, meters, customers, clouds",
    options: strings("rules", "reason"),
    positionals: ["CLOUD"],
    required: ["rules", "reason"],
    run: async ({ rules = "", reason }, [cloud = ""]) => {
      const input = parseInput(mappingInput, { ...(await rulesIn(rules)), cloud, reason });
      return inProvider(request(), async (ctx) => shown(await setMapping(ctx, input)));
    },
  },
];
