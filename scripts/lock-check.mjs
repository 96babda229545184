#!/usr/bin/env node
// Finds what stops `npm ci` on other machines, an optional package that the lock names but has no entry for, and what
// lets it install anything: an entry without a checksum (docs/decisions/010-the-lock-file-names-every-platform.md). A
// registry that lacked a package when the lock was written leaves such holes.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./settings.mjs";

/**
 * @typedef {{
 *   version?: string, resolved?: string, integrity?: string, optional?: boolean, dev?: boolean, devOptional?: boolean,
 *   inBundle?: boolean, optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], libc?: string[]
 * }} Entry
 * @typedef {{ packages?: Record<string, Entry> }} Lock what this reads of package-lock.json
 */

/**
 * Optional packages without an entry.
 * @param {Lock} lock @returns {{ holder: string, name: string, version: string }[]}
 */
export function missingOptional(lock) {
  const packages = lock.packages ?? {};
  return Object.entries(packages).flatMap(([holder, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !resolves(packages, holder, name))
      .map(([name, version]) => ({ holder: holder || "the project", name, version })),
  );
}

/**
 * Looks the name up as Node does: in the holder's own node_modules, then in each above it.
 * @param {Record<string, Entry>} packages @param {string} holder @param {string} name
 */
function resolves(packages, holder, name) {
  for (let at = holder; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (packages[at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

/** Sentences about addresses of a registry in the lock: they would bind everybody to one. @param {Lock} lock */
export function registryAddresses(lock) {
  return Object.entries(lock.packages ?? {})
    .filter(([, entry]) => /^https?:/.test(entry.resolved ?? ""))
    .map(
      ([name]) =>
        `package-lock.json: ${name} carries a registry's address; .npmrc's omit-lockfile-registry-resolved leaves it out.`,
    );
}

/**
 * Sentences about packages without a checksum: npm would install whatever a registry sends under that name. Packages
 * that lie inside another are covered by that one's.
 * @param {Lock} lock
 */
export function withoutIntegrity(lock) {
  return Object.entries(lock.packages ?? {})
    .filter(([name, { integrity, inBundle }]) => name !== "" && !inBundle && !/^sha512-/.test(integrity ?? ""))
    .map(([name]) => `package-lock.json: ${name} has no integrity (sha512).`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  const lock = JSON.parse(fs.readFileSync(path.join(ROOT, "package-lock.json"), "utf8"));
  const missing = missingOptional(lock).map(
    ({ holder, name, version }) => `package-lock.json: no entry for ${name}@${version}, optional package of ${holder}.`,
  );
  const faults = [...missing, ...withoutIntegrity(lock)];
  if (faults.length > 0)
    faults.push("Write the lock anew with a registry that has them: npm install --package-lock-only --ignore-scripts");
  for (const fault of [...faults, ...registryAddresses(lock)]) console.error(fault);
  process.exitCode = faults.length > 0 || registryAddresses(lock).length > 0 ? 1 : 0;
}
