// The environment of an installation's processes: web, worker, seed, command line.
import { ROOT } from "./settings.mjs";

/** Names of the demo's sandbox clouds. */
export const SANDBOXES = ["sandbox-a", "sandbox-b"];

/** @typedef {Record<string, string | undefined>} Environment */

/** What a program that is no part of the installation needs: to find programs, its folders and the time. */
const FOREIGN = ["PATH", "HOME", "USER", "TMPDIR", "LANG", "LC_ALL", "TZ", "SPILLWAY_TEST_CLOCK"];

/**
 * The environment of a program that is no part of the installation and gets none of its secrets.
 * @param {Environment} [outer]
 */
export function foreignEnvironment(outer = process.env) {
  return Object.fromEntries(FOREIGN.flatMap((name) => (outer[name] ? [[name, outer[name]]] : [])));
}

/**
 * What every process of the installation gets. The owner's address is not in it: only migrate and seed are given that.
 * @param {{
 *   installation: import("./settings.mjs").Installation, secrets: import("./secrets.mjs").Secrets,
 *   databaseUrl: string, webProcesses?: number,
 *   build: Pick<import("./build.mjs").Build, "hash" | "distDir" | "tsconfig">,
 *   clouds?: import("./sandboxes.mjs").Sandbox[]
 * }} about
 * @param {Environment} [outer]
 */
export function processEnvironment(
  { installation, secrets, databaseUrl, build, webProcesses = 1, clouds = [] },
  outer = process.env,
) {
  const env = { ...outer };
  for (const name of Object.keys(env))
    if (/^npm_/i.test(name) || /^SPILLWAY_TEST_\w+_URL$/.test(name)) delete env[name];
  delete env.DATABASE_OWNER_URL;
  delete env.SPILLWAY_BACKUP_PASSPHRASE;
  return {
    ...env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: installation.host,
    PORT: String(installation.port),
    DATABASE_URL: databaseUrl,
    SPILLWAY_HOME: ROOT,
    SPILLWAY_DATA: installation.dataDir,
    SPILLWAY_MODE: installation.mode,
    SPILLWAY_ORIGIN: installation.origin,
    SPILLWAY_KEYS: secrets.keys,
    SPILLWAY_WEB_PROCESSES: String(webProcesses),
    SPILLWAY_BUILD: build.hash,
    SPILLWAY_DIST_DIR: build.distDir,
    SPILLWAY_TSCONFIG: build.tsconfig,
    SPILLWAY_SANDBOX_CLOUDS: JSON.stringify(clouds),
    NEXTAUTH_URL: installation.portal,
    NEXTAUTH_SECRET: secrets.nextAuthSecret,
    CRON_SECRET: secrets.cronSecret,
  };
}
