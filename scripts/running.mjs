// SPILLWAY_DATA/running.json: which build serves this data directory and with what, for `npm run spillway`.
import fs from "node:fs";
import path from "node:path";
import { lockHolder, tryLock } from "../db/postgres/lock.mjs";
import { writeWhole } from "../db/postgres/record.mjs";
import { Fault, messageOf } from "./output.mjs";

/**
 * @typedef {import("./settings.mjs").Installation} Installation
 * @typedef {{ origin: string, build: string, env: import("./environment.mjs").Environment }} Running
 */

/** @param {string} dataDir */
const lockFile = (dataDir) => path.join(dataDir, "start.lock");
/** @param {string} dataDir */
const runningFile = (dataDir) => path.join(dataDir, "running.json");

/**
 * Makes the data directory, step by step: Node's own recursive mkdir never ends below /proc.
 * @param {string} dataDir
 * @throws Fault with what is in the way
 */
export function makeDataDir(dataDir) {
  /** @type {string[]} */
  const missing = [];
  let folder = dataDir;
  while (!fs.existsSync(folder)) {
    missing.unshift(folder);
    folder = path.dirname(folder);
  }
  try {
    for (const each of missing) fs.mkdirSync(each, { mode: 0o711 });
    if (!fs.statSync(dataDir).isDirectory()) throw new Error("it is a file");
    fs.accessSync(dataDir, fs.constants.W_OK);
  } catch (error) {
    throw new Fault(
      `SPILLWAY_DATA ${dataDir} cannot be used as the data directory: ${messageOf(error)}. Name another.`,
    );
  }
}

/** What the first start needs for its database and what grows within the first hours, bytes. */
const FIRST_START_BYTES = 300_000_000;

/**
 * Refuses a first start that would fill the disk while it makes its database. A later start is never held up by this.
 * @param {string} dataDir @param {number} [needed] bytes
 * @throws Fault with how much is free
 */
export function requireSpace(dataDir, needed = FIRST_START_BYTES) {
  if (fs.existsSync(path.join(dataDir, "postgres.json"))) return;
  const { bavail, bsize } = fs.statfsSync(dataDir);
  if (bavail * bsize >= needed) return;
  const inMb = (/** @type {number} */ bytes) => `${Math.floor(bytes / 1_000_000)} MB`;
  throw new Fault(
    `${dataDir} has ${inMb(bavail * bsize)} free, and a first start needs ${inMb(needed)}. Free some space, or name a folder on another disk: SPILLWAY_DATA=… npm start. Nothing was begun.`,
  );
}

/**
 * Refuses a data directory that no start has used: a command on a mistyped one would make a second installation.
 * @param {Pick<Installation, "dataDir" | "databaseUrl">} installation
 */
export function refuseUnused({ dataDir, databaseUrl }) {
  // A database without its secrets is one too: ensureSecrets says what that means.
  if (databaseUrl || ["secrets.json", "postgres.json"].some((file) => fs.existsSync(path.join(dataDir, file)))) return;
  throw new Fault(
    `There is no installation in ${dataDir}. Start one with npm start, or name the folder of yours: SPILLWAY_DATA=… npm run spillway -- …`,
  );
}

/**
 * One start per data directory.
 * @param {string} dataDir @returns releases the lock
 * @throws Fault for the second start
 */
export function claimData(dataDir) {
  const release = tryLock(lockFile(dataDir));
  if (release) {
    fs.rmSync(runningFile(dataDir), { force: true });
    return () => {
      fs.rmSync(runningFile(dataDir), { force: true });
      release();
    };
  }
  const at = readRunning(dataDir)?.origin;
  throw new Fault(
    `Spillway already runs on ${dataDir} (process ${lockHolder(lockFile(dataDir))?.pid}${at ? `, ${at}` : ""}). ` +
      "Stop it, or start a second copy with another SPILLWAY_DATA and PORT.",
  );
}

/** What a command needs of the environment of what runs. */
const PASSED_ON = [
  "PORT",
  "HOST",
  "SPILLWAY_ORIGIN",
  "NEXTAUTH_URL",
  "SPILLWAY_MODE",
  "SPILLWAY_SANDBOX_CLOUDS",
  "SPILLWAY_TEST_CLOCK",
];

/**
 * Notes what runs: the build, and the part of its environment that a command needs too.
 * @param {Pick<Installation, "dataDir" | "origin">} installation @param {{ hash: string }} build
 * @param {import("./environment.mjs").Environment} env
 */
export function writeRunning({ dataDir, origin }, { hash }, env) {
  const passed = PASSED_ON.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]);
  const running = { origin, build: hash, env: Object.fromEntries(passed) };
  writeWhole(runningFile(dataDir), `${JSON.stringify(running, null, 2)}\n`);
}

/** What runs on this data directory now. @param {string} dataDir @returns {Running | undefined} */
export function readRunning(dataDir) {
  if (!lockHolder(lockFile(dataDir))) return undefined;
  try {
    return JSON.parse(fs.readFileSync(runningFile(dataDir), "utf8"));
  } catch {
    return undefined;
  }
}
