// Reads the sources as the rules need them: files with their imports, resolved to paths from the root.
import fs from "node:fs";
import path from "node:path";

const FOLDERS = ["app", "server", "db", "components", "worker", "cli", "agent", "sandbox-cloud", "e2e", "bench"];
const IMPORT =
  /^[ \t]*(?:import|export)\s+(?<clause>[^"';]*?)\s*from\s*["'](?<from>[^"']+)["']|^[ \t]*import\s*["'](?<bare>[^"']+)["']|\b(?:import|require)\(\s*["'](?<dynamic>[^"']+)["']/gm;

/** @typedef {{ target: string, package?: string, typeOnly: boolean, line: number }} Import */
/** @typedef {{ path: string, text: string, code: string, imports: Import[], test: boolean }} Source */

/** Blanks out comments, keeping every line where it is. Strings that hold // after a colon (addresses) stay. */
export function withoutComments(text) {
  const blank = (match) => match.replace(/[^\n]/g, " ");
  return text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/(^|[^:"'`\\])\/\/[^\n]*/g, (match, before) => before + blank(match.slice(before.length)));
}

/** Line number of an offset, from 1. */
export function lineAt(text, offset) {
  return text.slice(0, offset).split("\n").length;
}

/** Whether an import's clause brings types only, so that nothing of it is left at run time. */
export function isTypeOnly(clause) {
  if (/^type\b(?!\s*,|\s+from)/.test(clause)) return true;
  const named = /^\{([\s\S]*)\}$/.exec(clause.trim());
  if (!named) return false;
  const names = named[1]
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return names.length > 0 && names.every((name) => name.startsWith("type "));
}

/** Imports of a file. `target` is a path from the root for our own files, else the package's name. */
export function readImports(file, code) {
  return [...code.matchAll(IMPORT)].map((match) => {
    const { clause = "", from, bare, dynamic } = match.groups;
    const specifier = from ?? bare ?? dynamic;
    const offset = match.index + match[0].length - specifier.length;
    const common = { typeOnly: from !== undefined && isTypeOnly(clause), line: lineAt(code, offset) };
    if (specifier.startsWith("@/")) return { ...common, target: specifier.slice(2) };
    if (specifier.startsWith(".")) return { ...common, target: path.posix.join(path.posix.dirname(file), specifier) };
    const name = specifier
      .split("/")
      .slice(0, specifier.startsWith("@") ? 2 : 1)
      .join("/");
    return { ...common, target: specifier, package: name };
  });
}

/** A source from its text; the rules work on these, so tests need no files. */
export function makeSource(file, text) {
  const code = withoutComments(text);
  const test = /\.(test|spec)\.tsx?$/.test(file) || /^(e2e|bench)\//.test(file) || /(^|\/)testing(\/|\.ts$)/.test(file);
  return { path: file, text, code, imports: readImports(file, code), test };
}

/** All TypeScript sources below the root. */
export function readSources(root) {
  return FOLDERS.filter((folder) => fs.existsSync(path.join(root, folder))).flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) =>
        path
          .relative(root, path.join(entry.parentPath ?? entry.path, entry.name))
          .split(path.sep)
          .join("/"),
      )
      .filter((file) => !file.includes("node_modules/"))
      .map((file) => makeSource(file, fs.readFileSync(path.join(root, file), "utf8"))),
  );
}

/** The module of a path below server/: its folder, or undefined for the files beside them (ids.ts, money.ts …). */
export function moduleOf(file) {
  return /^server\/([^/]+)\//.exec(file)?.[1];
}
