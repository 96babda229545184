// Names: no utils, no helpers, no barrels, and one name for one thing.
import path from "node:path";

const NAMELESS = ["utils", "util", "helpers", "helper", "common", "misc"];
/** drizzle takes the whole schema as one object. */
const BARRELS_ALLOWED = ["db/schema/index.ts"];
/** Files that every module, service or driver may have under the same name. */
const FIXED = ["input.ts", "rules.ts", "states.ts", "queries.ts"];
const REPEATED = /^server\/(clouds\/drivers|services)\/[^/]+\//;

/** @typedef {import("./source.mjs").Source} Source @typedef {import("./source.mjs").Fault} Fault */

/** Files and folders whose name says nothing. @param {Source[]} sources @returns {Fault[]} */
export function nameFaults(sources) {
  return sources.flatMap((source) => {
    const words = source.path.replace(/\.(test\.|spec\.)?(tsx?|mjs)$/, "").split("/");
    const bad = words.find((word) => NAMELESS.includes(word) || NAMELESS.some((name) => word.endsWith(`-${name}`)));
    return bad ? [{ file: source.path, line: 1, rule: `"${bad}" says nothing: name it after what it does` }] : [];
  });
}

/** Files that only pass on what others export. @param {Source[]} sources @returns {Fault[]} */
export function barrelFaults(sources) {
  return sources.flatMap((source) => {
    if (BARRELS_ALLOWED.includes(source.path) || !/^index\.tsx?$/.test(path.posix.basename(source.path))) return [];
    const { body } = source.program;
    const passing = body.every(
      (one) => one.type === "ExportAllDeclaration" || (one.type === "ExportNamedDeclaration" && one.source !== null),
    );
    return passing && body.length > 0
      ? [{ file: source.path, line: 1, rule: "no barrels: import from where it is" }]
      : [];
  });
}

/** The room in which a name stands for one thing: server/ or components/. @param {Source} source */
function roomOf({ path: file, test }) {
  const room = /^(server|components)\//.exec(file)?.[1];
  return test || REPEATED.test(file) ? undefined : room;
}

/**
 * Second uses of a name in one room.
 * @param {Source[]} sources @param {(source: Source) => { name: string, line: number }[]} namesIn
 * @returns {Fault[]}
 */
function repeated(sources, namesIn) {
  /** @type {Map<string, string>} */
  const first = new Map();
  return sources.flatMap((source) => {
    const room = roomOf(source);
    if (!room) return [];
    return namesIn(source).flatMap(({ name, line }) => {
      const before = first.get(`${room} ${name}`);
      first.set(`${room} ${name}`, before ?? source.path);
      return before && before !== source.path
        ? [{ file: source.path, line, rule: `${name} has the name of what stands in ${before}: find another` }]
        : [];
    });
  });
}

/** Two files of one name in server/ or in components/. @param {Source[]} sources */
export function fileNameFaults(sources) {
  return repeated(sources, ({ path: file }) => {
    const name = path.posix.basename(file);
    return FIXED.includes(name) ? [] : [{ name, line: 1 }];
  });
}

/** Two exports of one name in server/ or in components/. @param {Source[]} sources */
export function exportNameFaults(sources) {
  return repeated(sources, ({ exports }) => exports);
}
