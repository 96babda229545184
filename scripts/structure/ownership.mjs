// A module's tables change only through that module's verbs.
import { lineAt, moduleOf } from "./source.mjs";

/** Tables of db/schema: [{ symbol, name, owner }]; the owner is the module that the schema file is named after. */
export function readTables(sources) {
  return sources.flatMap((source) => {
    const owner = /^db\/schema\/([^/]+)\.ts$/.exec(source.path)?.[1];
    if (!owner) return [];
    return [...source.code.matchAll(/export const (\w+) = pgTable\(\s*["'](\w+)["']/g)].map(([, symbol, name]) => ({
      symbol,
      name,
      owner,
    }));
  });
}

/**
 * Writes to another module's table, by drizzle or in SQL. Tables of a schema file that no module is named after
 * (what the installation itself keeps) may be written by any.
 */
export function ownershipFaults(sources) {
  const modules = new Set(sources.map((source) => moduleOf(source.path)).filter(Boolean));
  const tables = readTables(sources).filter((table) => modules.has(table.owner));
  const bySymbol = new Map(tables.map((table) => [table.symbol, table]));
  const byName = new Map(tables.map((table) => [table.name, table]));
  return sources.flatMap((source) => {
    if (source.test || /^(db|sandbox-cloud|agent)\//.test(source.path)) return [];
    const mine = moduleOf(source.path);
    const faults = [];
    const judge = (table, offset) => {
      if (!table || table.owner === mine) return;
      faults.push({
        file: source.path,
        line: lineAt(source.code, offset),
        rule: `${table.name} is changed only by verbs of server/${table.owner}`,
      });
    };
    for (const match of source.code.matchAll(/\.(?:insert|update|delete)\(\s*(?:\w+\.)?(\w+)\s*\)/g)) {
      judge(bySymbol.get(match[1]), match.index);
    }
    for (const match of source.code.matchAll(/\b(?:insert\s+into|update|delete\s+from)\s+(?:public\.)?"?(\w+)"?/gi)) {
      if (match[0].startsWith("update(")) continue;
      judge(byName.get(match[1]), match.index);
    }
    for (const match of source.code.matchAll(/\b(?:insert\s+into|update|delete\s+from)\s+\$\{(?:\w+\.)?(\w+)\}/gi)) {
      judge(bySymbol.get(match[1]), match.index);
    }
    return faults;
  });
}
