#!/usr/bin/env node
// Finds what stops `npm ci` on other machines: an optional package that the lock names but has no entry for
// (docs/decisions/010-the-lock-file-names-every-platform.md). A registry that lacked it when the lock was written
// leaves such a hole.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./settings.mjs";

/**
 * @typedef {{
 *   version?: string, resolved?: string, integrity?: string, optional?: boolean, dev?: boolean, devOptional?: boolean,
 *   optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], libc?: string[]
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

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/**
 * The entry npm would have written, as far as the package's name shows: never installed on another system.
 * @param {string} name @param {string} version @returns {Entry}
 */
export function optionalEntry(name, version) {
  const words = name.split(/[-/_]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : words.includes("gnu") ? "glibc" : undefined;
  return {
    version: version.replace(/^[\^~]/, ""),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc && os.includes("linux") ? { libc: [libc] } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}

/** The lock with entries for what is missing, in npm's order. @param {Lock} lock @returns {Lock} */
export function complete(lock) {
  const packages = { ...lock.packages };
  for (const { name, version } of missingOptional(lock))
    packages[`node_modules/${name}`] = optionalEntry(name, version);
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries(sorted) };
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

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  const file = path.join(ROOT, "package-lock.json");
  let lock = JSON.parse(fs.readFileSync(file, "utf8"));
  if (process.argv.includes("--complete")) {
    lock = complete(lock);
    fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  }
  const missing = missingOptional(lock).map(
    ({ holder, name, version }) => `package-lock.json: no entry for ${name}@${version}, optional package of ${holder}.`,
  );
  if (missing.length > 0)
    missing.push("npm ci refuses such a lock on other machines: node scripts/lock-check.mjs --complete");
  const faults = [...missing, ...registryAddresses(lock)];
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
