// The installation that the environment describes, judged before anything is started; the rules: server/settings.mjs.
import fs from "node:fs";
import path from "node:path";
import { isLocalDatabase } from "../db/postgres/address.mjs";
import { isWildcard, NAMES, readSettings } from "../server/settings.mjs";
import { Fault } from "./output.mjs";

export { NAMES };
export const ROOT = path.resolve(import.meta.dirname, "..");

/**
 * @typedef {{
 *   mode: "demo" | "production", host: string, port: number, dataDir: string, origin: string, portal: string,
 *   databaseUrl: string | undefined, ownerUrl: string | undefined, local: boolean,
 *   webProcesses: number | undefined
 * }} Installation `origin`: what machines call; `portal`: what people open; `local`: the database is on this machine;
 *   `webProcesses`: where a number is given
 */

/** Takes up .env of the clone, as Next does for its own process. What is set already stands. */
export function loadEnvFile(file = path.join(ROOT, ".env")) {
  if (fs.existsSync(file)) process.loadEnvFile(file);
}

/**
 * The installation that settings describe.
 * @param {import("../server/settings.mjs").Given} env
 * @returns {Installation}
 * @throws Fault with every fault of every setting, a sentence each
 */
export function installationOf(env = process.env, root = ROOT) {
  const { settings, faults } = readSettings(env);
  if (faults.length > 0) throw new Fault(faults.join("\n"));
  const databaseUrl = settings.DATABASE_URL;
  const here = `http://${hostInUrl(settings.HOST)}:${settings.PORT}`;
  return {
    mode: settings.SPILLWAY_MODE,
    host: settings.HOST,
    port: settings.PORT,
    dataDir: path.resolve(root, settings.SPILLWAY_DATA),
    origin: withoutSlash(settings.SPILLWAY_ORIGIN ?? settings.NEXTAUTH_URL ?? here),
    portal: withoutSlash(settings.NEXTAUTH_URL ?? settings.SPILLWAY_ORIGIN ?? here),
    databaseUrl,
    ownerUrl: settings.DATABASE_OWNER_URL,
    local: databaseUrl === undefined || isLocalDatabase(databaseUrl),
    webProcesses: settings.SPILLWAY_WEB_PROCESSES,
  };
}

/** @param {string} address */
const withoutSlash = (address) => address.replace(/\/+$/, "");

/** An address to reach this machine by: a wildcard is listened on, not connected to. @param {string} host */
export function hostInUrl(host) {
  if (isWildcard(host)) return "127.0.0.1";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
