// Time comes from the context: no clock of the database, none of the process.
import { lineAt } from "./source.mjs";

const SQL_CLOCK =
  /(?<![\w.])(?:now\(\s*\)|clock_timestamp\(\s*\)|statement_timestamp\(\s*\)|transaction_timestamp\(\s*\)|current_timestamp\b|current_date\b|localtimestamp\b)/gi;

/** @typedef {import("./source.mjs").Source} Source @typedef {import("./source.mjs").Fault} Fault */

/** SQL texts inside TypeScript: sql`…` and .unsafe(`…`) or .raw(`…`). @param {string} code */
function sqlTexts(code) {
  return [...code.matchAll(/(?:\bsql(?:<[^`]*?>)?|\.(?:unsafe|raw)\(\s*)`([^`]*)`/g)].map((match) => ({
    text: match[1] ?? "",
    offset: match.index + match[0].indexOf("`") + 1,
  }));
}

/** `now()` and its like in SQL, and defaults that call it. @param {Source[]} sources @returns {Fault[]} */
export function sqlClockFaults(sources) {
  return sources
    .filter((source) => !source.test && /^(server|db|app|worker|cli)\//.test(source.path))
    .flatMap((source) => {
      const found = sqlTexts(source.code).flatMap(({ text, offset }) =>
        [...text.matchAll(SQL_CLOCK)].map((match) => offset + match.index),
      );
      found.push(...[...source.code.matchAll(/\.defaultNow\(/g)].map((match) => match.index));
      return found.map((offset) => ({
        file: source.path,
        line: lineAt(source.code, offset),
        rule: "no clock in SQL: time comes from the context",
      }));
    });
}

/** The same in migrations and other SQL files. @param {[string, string][]} files path and text @returns {Fault[]} */
export function sqlFileClockFaults(files) {
  return files.flatMap(([file, text]) => {
    const code = text.replace(/--[^\n]*/g, (comment) => " ".repeat(comment.length));
    return [...code.matchAll(SQL_CLOCK)].map((match) => ({
      file,
      line: lineAt(code, match.index),
      rule: "no clock in SQL: time comes from the context",
    }));
  });
}

/**
 * `new Date()` and `Date.now()` in the server; the one clock is server/clock.ts.
 * @param {Source[]} sources @returns {Fault[]}
 */
export function processClockFaults(sources) {
  return sources
    .filter((source) => !source.test && source.path.startsWith("server/") && source.path !== "server/clock.ts")
    .flatMap((source) =>
      [...source.code.matchAll(/\bnew Date\(\s*\)|\bDate\.now\(\s*\)/g)].map((match) => ({
        file: source.path,
        line: lineAt(source.code, match.index),
        rule: "time comes from the context (server/clock.ts)",
      })),
    );
}
