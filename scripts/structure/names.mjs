// No utils, no helpers, no barrels.
import path from "node:path";

const NAMELESS = new Set(["utils", "util", "helpers", "helper", "common", "misc"]);
/** drizzle takes the whole schema as one object. */
const BARRELS_ALLOWED = new Set(["db/schema/index.ts"]);

/** Files and folders whose name says nothing. */
export function nameFaults(sources) {
  return sources.flatMap((source) => {
    const words = source.path.replace(/\.(test\.|spec\.)?tsx?$/, "").split("/");
    const bad = words.find((word) => NAMELESS.has(word) || [...NAMELESS].some((name) => word.endsWith(`-${name}`)));
    return bad ? [{ file: source.path, line: 1, rule: `"${bad}" says nothing: name it after what it does` }] : [];
  });
}

/** Files that only pass on what others export. */
export function barrelFaults(sources) {
  return sources.flatMap((source) => {
    if (BARRELS_ALLOWED.has(source.path) || !/^index\.tsx?$/.test(path.posix.basename(source.path))) return [];
    const rest = source.code.replace(
      /^[ \t]*export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*["'][^"']+["'];?/gm,
      "",
    );
    if (rest.trim() !== "" || source.code.trim() === "") return [];
    return [{ file: source.path, line: 1, rule: "no barrels: import from where it is" }];
  });
}
