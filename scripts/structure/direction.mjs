// Who may import whom (docs/architecture.md, "Direction").
import { moduleOf } from "./source.mjs";

/**
 * @typedef {import("./source.mjs").Import & { from: string }} Edge `from`: the importing file
 * @typedef {{ rule: string, types?: boolean, breaks: (edge: Edge) => boolean }} Rule `types`: an import of types alone
 *   breaks it too
 */

const ENTRANCES = ["app", "worker", "cli"];
/** Rooms that serve the modules and know none of them. */
const LEAVES = ["clouds", "notifications", "money", "audit", "keys", "http", "provider"];
/** Rooms that every other may use: the audit log, the outbox, the key ring, HTTP, and who the provider is. */
const OPEN_TO_ALL = ["audit", "notifications", "keys", "http", "provider"];
/** Rooms above the modules, by who may import them inside the server. */
/** @type {Record<string, string[]>} */
const ABOVE = { trpc: [], workflow: ["trpc"], reads: ["trpc"], overflow: ["trpc", "workflow", "reads"] };

/** @param {string} file */
const area = (file) => file.split("/")[0] ?? "";
/** @param {string} file @param {string[]} areas */
const within = (file, ...areas) => areas.includes(area(file));
/**
 * A module's list of states: a leaf that imports nothing, so that database, server and screens may import it.
 * @param {string} file
 */
export const isStates = (file) => /^server\/[^/]+\/states(\.ts)?$/.test(file);
/** @param {string} file A module's rules for forms, which the browser may have. */
const isInput = (file) => /^server\/([^/]+\/)+input(\.ts)?$/.test(file);
/** @param {string} file Programs of db/ that fill a database through the modules' verbs. */
const usesServer = (file) => /^db\/(migrate|seed|demo|testing)(\/|\.ts$|-)/.test(file);
/** @param {Edge} edge */
const intoServer = (edge) => within(edge.target, "server");

/** @type {Rule[]} */
const RULES = [
  {
    rule: "states.ts imports nothing: database, server and screens import it",
    types: true,
    breaks: ({ from }) => isStates(from),
  },
  {
    rule: "only components/charts imports recharts",
    breaks: ({ from, package: name }) => name === "recharts" && !from.startsWith("components/charts/"),
  },
  {
    rule: "app and server/trpc hold no SQL: they import neither drizzle nor postgres",
    types: true,
    breaks: ({ from, package: name = "" }) =>
      /^(app\/|server\/trpc\/)/.test(from) && /^(drizzle-orm|postgres)$/.test(name),
  },
  {
    rule: "app and server/trpc do not touch the database: they import types of db alone",
    breaks: ({ from, target }) => /^(app\/|server\/trpc\/)/.test(from) && within(target, "db"),
  },
  {
    rule: "sandbox-cloud imports nothing of the product",
    types: true,
    breaks: ({ from, target, package: name }) =>
      !name && within(from, "sandbox-cloud") && !within(target, "sandbox-cloud"),
  },
  {
    rule: "nothing imports sandbox-cloud",
    types: true,
    breaks: ({ from, target }) => within(target, "sandbox-cloud") && !within(from, "sandbox-cloud"),
  },
  {
    rule: "the product imports no tools: neither scripts, e2e nor bench",
    types: true,
    breaks: ({ from, target }) =>
      within(target, "scripts", "e2e", "bench") &&
      within(from, ...ENTRANCES, "server", "components", "db", "agent", "sandbox-cloud"),
  },
  {
    rule: "agent imports nothing of the product: it stands below it",
    types: true,
    breaks: ({ from, target, package: name }) => !name && within(from, "agent") && !within(target, "agent"),
  },
  {
    rule: "plain JavaScript runs without a build: it imports no TypeScript",
    breaks: ({ from, target, package: name }) => !name && /\.mjs$/.test(from) && !/\.(mjs|json|css)$/.test(target),
  },
  {
    rule: "an entrance is imported by nothing, but the start of the web mounts app/hot-paths.ts",
    types: true,
    breaks: ({ from, target }) =>
      within(target, ...ENTRANCES) &&
      area(from) !== area(target) &&
      !(from === "instrumentation.ts" && /^app\/hot-paths(\.ts)?$/.test(target)),
  },
  {
    rule: "components import only input.ts, states.ts and types from the server, and types from db",
    breaks: (edge) =>
      within(edge.from, "components") && within(edge.target, "server", "db", "agent") && !isInput(edge.target),
  },
  {
    rule: "components, pages and server do not stand below db",
    types: true,
    breaks: ({ from, target }) => within(from, "db") && within(target, ...ENTRANCES, "components"),
  },
  {
    rule: "db imports no module: modules stand on it; db/schema takes states.ts alone",
    breaks: (edge) => within(edge.from, "db") && !usesServer(edge.from) && intoServer(edge),
  },
  {
    rule: "the server imports nothing that stands on it",
    types: true,
    breaks: ({ from, target }) => within(from, "server") && within(target, ...ENTRANCES, "components"),
  },
  {
    rule: "the files beside the modules import no module",
    breaks: (edge) => {
      const theirs = intoServer(edge) && moduleOf(edge.target);
      return /^server\/[^/]+$/.test(edge.from) && !!theirs && !OPEN_TO_ALL.includes(theirs);
    },
  },
  ...Object.entries(ABOVE).map(([room, allowed]) => ({
    rule: `server/${room} is imported by ${["entrances", ...allowed].join(", ")} alone`,
    types: true,
    /** @param {Edge} edge */
    breaks: (edge) => {
      const mine = moduleOf(edge.from);
      return moduleOf(edge.target) === room && mine !== undefined && mine !== room && !allowed.includes(mine);
    },
  })),
  {
    rule: "a leaf imports no module above it",
    breaks: (edge) => {
      const [mine = "", theirs = ""] = [moduleOf(edge.from), moduleOf(edge.target)];
      return LEAVES.includes(mine) && theirs !== "" && theirs !== mine && !OPEN_TO_ALL.includes(theirs);
    },
  },
  {
    rule: "a driver is reached through server/clouds/registry.ts alone",
    types: true,
    breaks: ({ from, target }) =>
      /^server\/clouds\/drivers\/./.test(target) &&
      !from.startsWith("server/clouds/drivers/") &&
      from !== "server/clouds/registry.ts",
  },
];

/**
 * Imports that break a direction.
 * @param {import("./source.mjs").Source[]} sources @returns {import("./source.mjs").Fault[]}
 */
export function directionFaults(sources) {
  return sources
    .filter((source) => !source.test)
    .flatMap((source) =>
      source.imports.flatMap((used) => {
        const edge = { ...used, from: source.path };
        const open = isStates(used.target) && !within(source.path, "sandbox-cloud", "agent") && !isStates(source.path);
        if (open) return [];
        const broken = RULES.find(({ types, breaks }) => (types || !used.typeOnly) && breaks(edge));
        if (!broken) return [];
        return [{ file: source.path, line: used.line, rule: `${broken.rule} (imports ${used.target})` }];
      }),
    );
}
