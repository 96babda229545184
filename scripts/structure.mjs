#!/usr/bin/env node
// The structure check: holds the rules of docs/architecture.md and CONTRIBUTING.md that reading the files can hold.
// Prints file:line and the rule. --figures [FOLDER]: sizes and counts of this tree, or of another.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./settings.mjs";
import { citationFaults } from "./structure/citations.mjs";
import { commentsOf, fileWordFaults, widthFaults, wordFaults } from "./structure/comments.mjs";
import { fileCycleFaults, moduleCycleFaults } from "./structure/cycles.mjs";
import { directionFaults } from "./structure/direction.mjs";
import { documentFaults, journalFaults } from "./structure/documents.mjs";
import { environmentFaults } from "./structure/environment.mjs";
import { barrelFaults, exportNameFaults, fileNameFaults, nameFaults } from "./structure/names.mjs";
import { ownershipFaults } from "./structure/ownership.mjs";
import { namingFaults, serviceImportFaults } from "./structure/services.mjs";
import { sizeFaults, sizesOf } from "./structure/sizes.mjs";
import { readFiles, readSources } from "./structure/source.mjs";
import { moduleStateFaults } from "./structure/state.mjs";
import { stateFaults } from "./structure/states.mjs";
import { processClockFaults, sqlClockFaults, sqlFileClockFaults } from "./structure/time.mjs";
import { castFaults, consoleFaults, serverActionFaults } from "./structure/types.mjs";
import { usageStoreFaults } from "./structure/usage-store.mjs";

/**
 * @typedef {import("./structure/source.mjs").Fault} Fault
 * @typedef {{
 *   sources: import("./structure/source.mjs").Source[], files: [string, string][],
 *   exists: (path: string) => boolean
 * }} Tree `files`: documents, SQL, shell and styles, which are no sources
 */

const FOLDERS = [
  ...["docs", "server", "components", "app", "db", "worker", "cli", "agent", "sandbox-cloud", "e2e", "bench"],
  ...["scripts", "fixtures", ".ci"],
];
const JOURNAL = "db/migrations/meta/_journal.json";

/** @param {string} root @returns {Tree} */
export function readTree(root) {
  const beside = fs.readdirSync(root).filter((name) => /\.md$|^\.env\.example$/.test(name));
  const files = readFiles(root, FOLDERS, /\.(md|sql|sh|ps1|css|service)$|_journal\.json$/);
  for (const name of beside) files.push([name, fs.readFileSync(path.join(root, name), "utf8")]);
  return { sources: readSources(root), files, exists: (file) => fs.existsSync(path.join(root, file)) };
}

/**
 * Every rule, by its name. A rule takes the tree and answers its breaches.
 * @type {Record<string, (tree: Tree) => Fault[]>}
 */
export const RULES = {
  direction: ({ sources }) => directionFaults(sources),
  "file circles": ({ sources }) => fileCycleFaults(sources),
  "module circles": ({ sources }) => moduleCycleFaults(sources),
  ownership: ({ sources }) => ownershipFaults(sources),
  "usage store": ({ sources }) => usageStoreFaults(sources),
  "clock in SQL": ({ sources, files }) => [...sqlClockFaults(sources), ...sqlFileClockFaults(ending(files, ".sql"))],
  "process clock": ({ sources }) => processClockFaults(sources),
  environment: ({ sources }) => environmentFaults(sources),
  "state sets": ({ sources }) => stateFaults(sources),
  "module variables": ({ sources }) => moduleStateFaults(sources),
  casts: ({ sources }) => castFaults(sources),
  "server actions": ({ sources }) => serverActionFaults(sources),
  console: ({ sources }) => consoleFaults(sources),
  "nameless names": ({ sources }) => nameFaults(sources),
  barrels: ({ sources }) => barrelFaults(sources),
  "file names": ({ sources }) => fileNameFaults(sources),
  "export names": ({ sources }) => exportNameFaults(sources),
  "named in their rooms": ({ sources }) => namingFaults(sources),
  "services import no module": ({ sources }) => serviceImportFaults(sources),
  "comment width": (tree) => widthFaults(commented(tree)),
  words: (tree) => [...wordFaults(commented(tree)), ...fileWordFaults(tree.sources.map((source) => source.path))],
  citations: (tree) => citationFaults(texts(tree)),
  documents: ({ files, exists }) => documentFaults(ending(files, ".md"), exists),
  journal: ({ files }) => ending(files, JOURNAL).flatMap(([file, text]) => journalFaults(file, JSON.parse(text))),
  sizes: ({ sources }) => sizeFaults(sources),
};

/** @param {[string, string][]} files @param {string} end */
const ending = (files, end) => files.filter(([file]) => file.endsWith(end));

/** Migrations that installations have run stay as they are, comments included. */
const FROZEN = /^db\/migrations\/000[0-2]_/;

/** Everything with comments. @param {Tree} tree */
const commented = ({ sources, files }) => [
  ...sources,
  ...files.filter(([file]) => !FROZEN.test(file)).map(([file, text]) => commentsOf(file, text)),
];

/** Everything that may cite. @param {Tree} tree @returns {[string, string][]} */
const texts = ({ sources, files }) => [
  ...sources
    .filter(({ path: file }) => !file.startsWith("scripts/structure"))
    .map(({ path: file, text }) => /** @type {[string, string]} */ ([file, text])),
  ...files.filter(([file]) => !FROZEN.test(file)),
];

/**
 * All breaches of a tree, with the rule's name.
 * @param {Tree} tree
 * @returns {(Fault & { name: string })[]}
 */
export function checkStructure(tree) {
  return Object.entries(RULES).flatMap(([name, rule]) => rule(tree).map((fault) => ({ ...fault, name })));
}

/** What the closing note of a restructuring compares. @param {Tree} tree */
function figures(tree) {
  const counts = Object.fromEntries(Object.entries(RULES).map(([name, rule]) => [name, rule(tree).length]));
  return { ...sizesOf(tree.sources), breaches: counts };
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  const at = process.argv.indexOf("--figures");
  const tree = readTree(path.resolve(at > 0 ? (process.argv[at + 1] ?? ROOT) : ROOT));
  if (at > 0) console.log(JSON.stringify(figures(tree), null, 2));
  else {
    const faults = checkStructure(tree);
    for (const { file, line, rule, name } of faults) console.error(`${file}:${line}: ${rule} [${name}]`);
    process.exitCode = faults.length > 0 ? 1 : 0;
  }
}
