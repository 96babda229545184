// What npm start and npm run dev share: from a clone to a filled database, with the demo's sandbox clouds running.
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../db/postgres/cluster.mjs";
import { watchPostgres } from "../db/postgres/watch.mjs";
import { closeDatabase, openDatabase } from "./database.mjs";
import { processEnvironment, SANDBOXES } from "./environment.mjs";
import { Fault, print } from "./output.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { claimData, makeDataDir, requireSpace } from "./running.mjs";
import { endMachines, sandboxAddresses, sandboxProgram, waitForSandboxes } from "./sandboxes.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { installationOf, loadEnvFile, ROOT } from "./settings.mjs";
import { seed } from "./story.mjs";
import { supervise } from "./supervise.mjs";
import { decideWebProcesses } from "./web.mjs";

/**
 * @typedef {import("./lifetime.mjs").Lifetime} Lifetime
 * @typedef {import("./settings.mjs").Installation} Installation
 * @typedef {import("./database.mjs").Database} Database
 * @typedef {import("./build.mjs").Build} Build
 * @typedef {{
 *   installation: Installation, database: Database, secrets: import("./secrets.mjs").Secrets, demo: boolean,
 *   webProcesses: number
 * }} Prepared
 * @typedef {{
 *   env: import("./environment.mjs").Environment, story?: import("./story.mjs").Story,
 *   program: (name: string) => string,
 *   run: (name: string, file: string, args: string[], lost?: () => boolean) => void
 * }} Launched `program`: the bundled program of that name; `run`: starts one that is started again when it ends
 */

/**
 * Judges the settings, claims the data directory, and brings packages, database and secrets up.
 * @param {Lifetime} life
 * @param {{ command: string, development?: boolean }} about `command`: as people type it
 * @returns {Promise<Prepared>}
 */
export async function prepare(life, { command, development = false }) {
  checkNode();
  loadEnvFile();
  const installation = installationOf();
  const demo = installation.mode === "demo";
  if (development && !demo) throw new Fault(`${command} is for the demo: unset SPILLWAY_MODE.`);
  makeDataDir(installation.dataDir);
  if (!installation.databaseUrl) requireSpace(installation.dataDir);
  life.atEnd(claimData(installation.dataDir));
  await refuseTakenPort(installation, command);
  await ensurePackages(life.children);
  life.atEnd(() => closeDatabase(installation));
  const database = await openDatabase(installation);
  if (!installation.databaseUrl) life.atEnd(watchPostgres(installation.dataDir, print));
  const sandboxes = demo ? SANDBOXES : [];
  const about = { databaseInUse: database.inUse, sandboxes };
  const secrets = ensureSecrets(installation.dataDir, process.env, about);
  const webProcesses = development ? 1 : await decideWebProcesses(installation, database.databaseUrl);
  return { installation, database, demo, secrets, webProcesses };
}

/**
 * What a killed start left behind ends by itself within moments: the port is looked at again until then.
 * @param {Installation} installation @param {string} command
 */
async function refuseTakenPort({ host, port }, command) {
  for (let attempt = 0; attempt < 10; attempt++) {
    if ((await freePort(port, host)) !== undefined) return;
    await delay(150);
  }
  throw new Fault(`Port ${port} on ${host} is in use. Choose another: PORT=${port + 1} ${command}`);
}

/**
 * Migrates the database and, in a demo, starts the sandbox clouds and seeds the story.
 * @param {Lifetime} life
 * @param {Prepared} prepared
 * @param {Build} build
 * @param {{
 *   log: (name: string) => import("./service-log.mjs").ServiceLog | undefined, development?: boolean
 * }} options `log`: where a program's output goes
 * @returns {Promise<Launched>}
 */
export async function launch(life, prepared, build, { log, development = false }) {
  const { installation, database, secrets, demo, webProcesses } = prepared;
  const { children } = life;
  const { dataDir } = installation;
  const clouds = demo ? await sandboxAddresses(dataDir, secrets.sandboxTokens) : [];
  const about = { installation, secrets, databaseUrl: database.databaseUrl, webProcesses, build, clouds };
  const env = { ...processEnvironment(about), ...(development ? { NODE_ENV: "development" } : {}) };
  const ownerEnv = database.ownerUrl ? { ...env, DATABASE_OWNER_URL: database.ownerUrl } : env;
  /** @type {Launched["program"]} */
  const program = (name) => path.join(build.folder, `${name}.mjs`);
  /** @type {Launched["run"]} */
  const run = (name, file, args, lost) =>
    supervise(children, { name, file, args, env, cwd: ROOT, log: log(name) }, life.fail, lost);
  if (database.ownerUrl)
    await children.step("The migration", process.execPath, [program("migrate")], { env: ownerEnv, cwd: ROOT });
  if (!demo) return { env, program, run };
  life.atEnd(() => endMachines(dataDir));
  for (const cloud of clouds) {
    const { slug } = cloud;
    const service = { name: slug, file: program("sandbox-cloud"), cwd: ROOT, log: log(slug) };
    supervise(children, { ...service, ...sandboxProgram(dataDir, cloud) }, life.fail);
  }
  await life.orFailure(waitForSandboxes(clouds, () => children.stopping));
  return { env, program, run, story: await seed(children, installation, ownerEnv, program("seed")) };
}
