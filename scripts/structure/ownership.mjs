// A module's tables change only through that module's verbs.
import { lineAt, moduleOf } from "./source.mjs";

/** @typedef {{ symbol: string, name: string, owner: string }} Table */
/** @typedef {import("./source.mjs").Source} Source @typedef {import("./source.mjs").Fault} Fault */

/**
 * Tables of db/schema; the owner is the module that the schema file is named after, or whose name it begins with:
 * usage.ts, usage-imports.ts.
 * @param {Source[]} sources @returns {Table[]}
 */
function readTables(sources) {
  return sources.flatMap((source) => {
    const owner = /^db\/schema\/([^/-]+)(?:-[^/]+)?\.ts$/.exec(source.path)?.[1];
    if (!owner) return [];
    const made = source.code.matchAll(/export const (?<symbol>\w+) = pgTable\(\s*["'](?<name>\w+)["']/g);
    return [...made].map(({ groups }) => ({ symbol: groups?.symbol ?? "", name: groups?.name ?? "", owner }));
  });
}

/**
 * Places where a source writes to a table: by drizzle, or in SQL.
 * @param {Source} source @returns {{ symbol?: string, name?: string, line: number }[]}
 */
function writesOf({ code }) {
  const drizzle = [...code.matchAll(/\.(?:insert|update|delete)\(\s*(?:\w+\.)?(\w+)\s*\)/g)].map((match) => ({
    symbol: match[1],
    line: lineAt(code, match.index),
  }));
  const verb = /\b(?:insert\s+into|update|delete\s+from)\s+/.source;
  const plain = [...code.matchAll(new RegExp(`${verb}(?:public\\.)?"?(\\w+)"?`, "gi"))].map((match) => ({
    name: match[1],
    line: lineAt(code, match.index),
  }));
  const templated = [...code.matchAll(new RegExp(`${verb}\\$\\{(?:\\w+\\.)?(\\w+)\\}`, "gi"))].map((match) => ({
    symbol: match[1],
    line: lineAt(code, match.index),
  }));
  return [...drizzle, ...plain, ...templated];
}

/**
 * Writes to another module's table. Tables of a schema file that no module is named after (the installation's own) may
 * be written by any room but server/reads, which writes nothing.
 * @param {Source[]} sources @returns {Fault[]}
 */
export function ownershipFaults(sources) {
  const modules = new Set(sources.map((source) => moduleOf(source.path)).filter((name) => name !== undefined));
  const tables = readTables(sources);
  return sources.flatMap((source) => {
    if (source.test || /^(db|sandbox-cloud|agent|scripts|docs)\//.test(source.path)) return [];
    const mine = moduleOf(source.path);
    return writesOf(source).flatMap(({ symbol, name, line }) => {
      const table = tables.find((one) => one.symbol === symbol || one.name === name);
      if (!table || table.owner === mine) return [];
      if (mine === "reads") return [{ file: source.path, line, rule: `server/reads writes nothing (${table.name})` }];
      if (!modules.has(table.owner)) return [];
      return [{ file: source.path, line, rule: `${table.name} is changed only by verbs of server/${table.owner}` }];
    });
  });
}
