// Reads the sources as the rules need them: files with their comments, imports and exports.
import fs from "node:fs";
import path from "node:path";
import { parseSync } from "oxc-parser";

const FOLDERS = [
  ...["app", "server", "db", "components", "worker", "cli", "agent", "sandbox-cloud", "e2e", "bench", "scripts"],
  "docs",
];

/**
 * @typedef {{ target: string, package?: string, typeOnly: boolean, line: number }} Import `target`: a path from the
 *   root for a file of the repository, without the ending where the import leaves it out; else the package's name
 * @typedef {{ name: string, line: number }} Export
 * @typedef {{ text: string, start: number }} Comment
 * @typedef {{ file: string, line: number, rule: string }} Fault
 * @typedef {{
 *   path: string, text: string, code: string, comments: Comment[], imports: Import[], exports: Export[],
 *   program: import("oxc-parser").Program, test: boolean
 * }} Source `code`: the text with its comments blanked out, every line where it is
 */

/** Line number of an offset, from 1. @param {string} text @param {number} offset */
export function lineAt(text, offset) {
  return text.slice(0, offset).split("\n").length;
}

/** Blanks out spans, line ends excepted. @param {string} text @param {{ start: number, end: number }[]} spans */
function withoutSpans(text, spans) {
  let out = "";
  let at = 0;
  for (const { start, end } of spans) {
    out += text.slice(at, start) + text.slice(start, end).replace(/[^\n]/g, " ");
    at = end;
  }
  return out + text.slice(at);
}

/** Where an import leads. @param {string} file @param {string} specifier */
function targetOf(file, specifier) {
  if (specifier.startsWith("@/")) return { target: specifier.slice(2) };
  if (specifier.startsWith(".")) return { target: path.posix.join(path.posix.dirname(file), specifier) };
  const parts = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1);
  return { target: specifier, package: parts.join("/") };
}

/**
 * Whether nothing of an import or re-export is left at run time. @param {{ isType: boolean }[]} entries
 */
const onlyTypes = (entries) => entries.length > 0 && entries.every(({ isType }) => isType);

/**
 * @param {string} file @param {string} text @param {import("oxc-parser").EcmaScriptModule} module
 * @returns {Import[]}
 */
function importsOf(file, text, { staticImports, staticExports, dynamicImports }) {
  const found = staticImports.map(({ moduleRequest, entries }) => ({ ...moduleRequest, typeOnly: onlyTypes(entries) }));
  for (const { entries } of staticExports) {
    const from = entries.find(({ moduleRequest }) => moduleRequest)?.moduleRequest;
    if (from) found.push({ ...from, typeOnly: onlyTypes(entries) });
  }
  for (const { moduleRequest } of dynamicImports) {
    const literal = /^(["'`])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal) found.push({ ...moduleRequest, value: literal[2] ?? "", typeOnly: false });
  }
  return found.map(({ value, start, typeOnly }) => ({ ...targetOf(file, value), typeOnly, line: lineAt(text, start) }));
}

/**
 * Names that a file exports of its own; what it passes on counts where it is declared.
 * @param {string} text @param {import("oxc-parser").EcmaScriptModule} module @returns {Export[]}
 */
function exportsOf(text, { staticExports }) {
  return staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName, moduleRequest, start }) =>
      exportName.name && !moduleRequest ? [{ name: exportName.name, line: lineAt(text, start) }] : [],
    ),
  );
}

/**
 * A source from its text; the rules work on these, so a test plants a breach without a file.
 * @param {string} file path from the root @param {string} text @returns {Source}
 */
export function makeSource(file, text) {
  const parsed = parseSync(file, text);
  const [error] = parsed.errors;
  if (error) throw new Error(`${file} cannot be read: ${error.message}`);
  return {
    path: file,
    text,
    code: withoutSpans(text, parsed.comments),
    comments: parsed.comments.map(({ start, end }) => ({ text: text.slice(start, end), start })),
    imports: importsOf(file, text, parsed.module),
    exports: exportsOf(text, parsed.module),
    get program() {
      return parsed.program;
    },
    test: isTest(file),
  };
}

/** Tests, suites of contracts, and what only tests and measurements use. @param {string} file */
function isTest(file) {
  return (
    /\.(test|spec)\.(tsx?|mjs)$|-under-test\.ts$|\/plants\.mjs$/.test(file) ||
    /^(e2e|bench)\//.test(file) ||
    /(^|\/)testing(\/|\.ts$)/.test(file) ||
    /^server\/.+\/contract(\/|\.ts$)/.test(file)
  );
}

/**
 * Files below folders of the root, by ending: [path from the root, text].
 * @param {string} root @param {string[]} folders @param {RegExp} ending @returns {[string, string][]}
 */
export function readFiles(root, folders, ending) {
  return folders
    .filter((folder) => fs.existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .map((name) => path.posix.join(folder, name.split(path.sep).join("/")))
        .filter((file) => ending.test(file) && !file.includes("node_modules/")),
    )
    .map((file) => [file, fs.readFileSync(path.join(root, file), "utf8")]);
}

/** All TypeScript and JavaScript below the root, and the few files at the root itself. @param {string} root */
export function readSources(root) {
  const atRoot = fs.readdirSync(root).filter((name) => /\.(tsx?|mjs|js)$/.test(name) && name !== "next-env.d.ts");
  const files = readFiles(root, FOLDERS, /\.(tsx?|mjs)$/);
  for (const name of atRoot) files.push([name, fs.readFileSync(path.join(root, name), "utf8")]);
  return files.map(([file, text]) => makeSource(file, text));
}

/**
 * The room of a path below server/: its folder, or undefined for the files next to the folders (ids.ts, money.ts …).
 * @param {string} file
 */
export function moduleOf(file) {
  return /^server\/([^/]+)\//.exec(file)?.[1];
}
