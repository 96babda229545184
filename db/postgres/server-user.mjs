// PostgreSQL refuses to run as root: here is who runs it instead, and where that user can reach.
import { spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** @typedef {{ name: string, uid: number, gid: number }} User */

const CANDIDATES = ["postgres", "spillway", "daemon", "nobody"];

/**
 * Picks the server's user from the text of /etc/passwd: `postgres` first, else another system user.
 * @param {string} passwd @returns {User | undefined}
 */
export function pickUser(passwd) {
  const users = passwd
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 7 && Number(fields[2]) > 0)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  return CANDIDATES.map((name) => users.findLast((user) => user.name === name)).find((user) => user !== undefined);
}

/**
 * Who runs the server: undefined stands for this process's own user.
 * @throws Error with a sentence where initdb would only print "could not look up effective user ID"
 */
export function serverUser() {
  if (typeof process.getuid !== "function") return undefined;
  const passwd = read("/etc/passwd");
  if (process.getuid() === 0) {
    const user = pickUser(passwd);
    if (!user) {
      throw new Error(
        "PostgreSQL does not run as root and no system user was found to run it. Set DATABASE_URL instead.",
      );
    }
    return user;
  }
  const uid = process.getuid();
  const known = passwd.split("\n").some((line) => Number(line.split(":")[2]) === uid && line.includes(":"));
  if (!known && spawnSync("getent", ["passwd", String(uid)]).status !== 0 && process.platform === "linux") {
    throw new Error(
      `User number ${uid} has no entry in /etc/passwd, so PostgreSQL cannot start for it. Add the entry or set DATABASE_URL.`,
    );
  }
  return undefined;
}

/** @param {string} file */
function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * Runs a program as the server's user, from a directory that it can enter.
 * @param {User | undefined} user @param {string} file @param {string[]} args
 * @param {{ stdio?: "ignore" }} [options]
 */
export function runAs(user, file, args, options = {}) {
  const identity = user ? { uid: user.uid, gid: user.gid } : {};
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ...(user ? { HOME: "/", USER: user.name, LOGNAME: user.name } : {}), LC_ALL: "C" };
  for (const name of Object.keys(env)) if (/^PG[A-Z]+$/.test(name)) delete env[name];
  // `detached` holds for spawnSync too, though its types leave it out: Ctrl-C must not reach the server.
  /** @type {import("node:child_process").SpawnSyncOptionsWithStringEncoding & { detached: boolean }} */
  const all = { encoding: "utf8", cwd: "/", detached: true, env, ...identity, ...options };
  return spawnSync(file, args, all);
}

/**
 * Whether that user can enter the directory (all of its parents too).
 * @param {User | undefined} user @param {string} folder
 */
function canEnter(user, folder) {
  if (!user) return true;
  return runAs(user, "/bin/sh", ["-c", 'cd "$1"', "sh", folder]).status === 0;
}

/**
 * The place outside SPILLWAY_DATA for what the server's user must reach: one per data directory.
 * @param {string} dataDir
 */
function outsideFolder(dataDir) {
  const hash = crypto.createHash("sha256").update(path.resolve(dataDir)).digest("hex").slice(0, 16);
  return path.join("/var/lib/spillway", hash);
}

/**
 * Where the cluster lies: below SPILLWAY_DATA where the server's user can enter it, else in /var/lib/spillway.
 * A cluster that already exists in either place stays where it is.
 * @param {string} dataDir @param {User | undefined} user
 */
export function clusterParent(dataDir, user) {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const inside = path.join(dataDir, "postgres");
  const outside = path.join(outsideFolder(dataDir), "postgres");
  if (fs.existsSync(path.join(inside, "cluster"))) return inside;
  if (!user) return ownFolder(inside, user);
  if (fs.existsSync(path.join(outside, "cluster"))) return outside;
  return ownFolder(canEnter(user, dataDir) ? inside : outside, user);
}

/** @param {string} folder @param {User | undefined} user */
function ownFolder(folder, user) {
  fs.mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) fs.chownSync(folder, user.uid, user.gid);
  return folder;
}

/**
 * Programs that the server's user cannot reach (node_modules below /root) are copied to where it can.
 * @param {import("./binaries.mjs").Server} server @param {string} dataDir @param {User | undefined} user
 */
export function reachablePrograms(server, dataDir, user) {
  if (!user || runAs(user, path.join(server.folder, "postgres"), ["--version"]).status === 0) return server;
  const version = crypto.createHash("sha256").update(server.folder).digest("hex").slice(0, 12);
  const copy = path.join(outsideFolder(dataDir), `programs-${server.major}-${version}`);
  const done = path.join(copy, "done");
  if (!fs.existsSync(done)) {
    fs.mkdirSync(copy, { recursive: true, mode: 0o755 });
    fs.cpSync(path.dirname(server.folder), copy, { recursive: true, verbatimSymlinks: true });
    fs.writeFileSync(done, "");
  }
  return { ...server, folder: path.join(copy, path.basename(server.folder)) };
}
