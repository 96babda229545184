#!/usr/bin/env node
// Applies patches/<package>@<version>.patch to node_modules: faults of a package that no release has mended yet. Run by
// npm after each install, and by every command before it uses the packages. Built-ins only.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { codeOf, Fault, printFault } from "./output.mjs";
import { ROOT } from "./settings.mjs";

/**
 * The replacements of a unified diff: for each file its hunks, each the text before and after.
 * @param {string} patch
 */
export function readPatch(patch) {
  /** @type {{ file: string, hunks: { before: string, after: string }[] }[]} */
  const files = [];
  for (const line of patch.split("\n")) {
    const hunk = files.at(-1)?.hunks.at(-1);
    if (line.startsWith("--- ")) continue;
    if (line.startsWith("+++ b/")) files.push({ file: line.slice("+++ b/".length), hunks: [] });
    else if (line.startsWith("@@ ")) files.at(-1)?.hunks.push({ before: "", after: "" });
    else if (hunk && line !== "") {
      if (line[0] !== "+") hunk.before += `${line.slice(1)}\n`;
      if (line[0] !== "-") hunk.after += `${line.slice(1)}\n`;
    }
  }
  return files;
}

/**
 * The patched text; the text itself where it is patched already.
 * @param {string} text @param {{ before: string, after: string }[]} hunks
 * @returns {string | undefined} undefined where the patch does not fit
 */
export function patched(text, hunks) {
  let result = text;
  for (const { before, after } of hunks) {
    if (result.includes(after)) continue;
    const at = result.indexOf(before);
    if (at < 0 || result.includes(before, at + 1)) return undefined;
    result = result.slice(0, at) + after + result.slice(at + before.length);
  }
  return result;
}

/**
 * Applies every patch that is not applied yet.
 * @throws Fault where a package has another version or other text than its patch is for, or cannot be written
 */
export function patchPackages(root = ROOT) {
  const folder = path.join(root, "patches");
  for (const name of fs.readdirSync(folder).filter((file) => file.endsWith(".patch"))) {
    const [, packageName = "", version] = /^(.+)@(.+)\.patch$/.exec(name) ?? [];
    const there = path.join(root, "node_modules", packageName);
    const installed = JSON.parse(fs.readFileSync(path.join(there, "package.json"), "utf8")).version;
    if (installed !== version)
      throw new Fault(`patches/${name} does not fit ${packageName} ${installed}. Make it anew, or remove it.`);
    for (const { file, hunks } of readPatch(fs.readFileSync(path.join(folder, name), "utf8")))
      patchFile(path.join(there, file), hunks, name);
  }
}

/**
 * In one step, and into a file of its own: the old one may be shared with another clone.
 * @param {string} file @param {{ before: string, after: string }[]} hunks @param {string} name of the patch
 */
function patchFile(file, hunks, name) {
  const text = fs.readFileSync(file, "utf8");
  const result = patched(text, hunks);
  if (result === undefined) throw new Fault(`patches/${name} does not fit ${file}. Install anew: npm ci`);
  if (result === text) return;
  const fresh = `${file}.${process.pid}.new`;
  try {
    fs.writeFileSync(fresh, result);
    fs.renameSync(fresh, file);
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes(codeOf(error) ?? "")) throw error;
    throw new Fault(`${file} has to be patched and cannot be written. Run npm ci as the owner of node_modules.`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  try {
    patchPackages();
  } catch (error) {
    printFault(error);
    process.exitCode = 1;
  }
}
