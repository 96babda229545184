#!/usr/bin/env node
// The structure check: holds docs/architecture.md's rules by reading the imports. Prints file:line and the rule.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./settings.mjs";
import { cycleFaults, directionFaults } from "./structure/direction.mjs";
import { documentFaults, journalFaults } from "./structure/documents.mjs";
import { barrelFaults, nameFaults } from "./structure/names.mjs";
import { ownershipFaults } from "./structure/ownership.mjs";
import { readSources } from "./structure/source.mjs";
import { processClockFaults, sqlClockFaults, sqlFileClockFaults } from "./structure/time.mjs";

/** Files below a folder with one of the endings: [path from the root, text]. */
function readFiles(root, folder, ending) {
  const start = path.join(root, folder);
  if (!fs.existsSync(start)) return [];
  return fs
    .readdirSync(start, { recursive: true })
    .map((name) => path.posix.join(folder, name.split(path.sep).join("/")))
    .filter((file) => file.endsWith(ending) && !file.includes("node_modules/"))
    .map((file) => [file, fs.readFileSync(path.join(root, file), "utf8")]);
}

/** All faults of a tree: [{ file, line, rule }]. */
export function checkStructure(root) {
  const sources = readSources(root);
  const folders = [
    "docs",
    "server",
    "components",
    "app",
    "db",
    "worker",
    "cli",
    "agent",
    "sandbox-cloud",
    "e2e",
    "bench",
  ];
  const documents = folders.flatMap((folder) => readFiles(root, folder, ".md"));
  for (const file of ["README.md", "CHANGELOG.md"]) {
    if (fs.existsSync(path.join(root, file))) documents.push([file, fs.readFileSync(path.join(root, file), "utf8")]);
  }
  const journal = "db/migrations/meta/_journal.json";
  return [
    ...directionFaults(sources),
    ...cycleFaults(sources),
    ...ownershipFaults(sources),
    ...sqlClockFaults(sources),
    ...sqlFileClockFaults(readFiles(root, "db", ".sql")),
    ...processClockFaults(sources),
    ...nameFaults(sources),
    ...barrelFaults(sources),
    ...documentFaults(documents, (file) => fs.existsSync(path.join(root, file))),
    ...(fs.existsSync(path.join(root, journal))
      ? journalFaults(journal, JSON.parse(fs.readFileSync(path.join(root, journal), "utf8")))
      : []),
  ];
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  const faults = checkStructure(ROOT);
  for (const { file, line, rule } of faults) console.error(`${file}:${line}: ${rule}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
