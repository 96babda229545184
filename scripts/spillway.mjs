#!/usr/bin/env node
// npm run spillway -- <command>: the operator's command line, in the environment of the installation.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { backupEnvironment, openForRestore } from "./backup.mjs";
import { buildPaths } from "./build.mjs";
import { bundle } from "./bundles.mjs";
import { Children } from "./children.mjs";
import { closeDatabase, lookAtDatabase, openDatabase } from "./database.mjs";
import { processEnvironment } from "./environment.mjs";
import { printFault } from "./output.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { claimData, makeDataDir, readRunning, refuseUnused } from "./running.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { installationOf, loadEnvFile, ROOT } from "./settings.mjs";
import { sourcesHash } from "./sources.mjs";

const children = new Children();

/** Words that ask about the commands: nothing is opened for them. */
const QUESTIONS = ["help", "--help", "-h", "version", "--version"];

/**
 * The build that serves the data directory, else that of the sources; only the two programs needed are bundled.
 * @param {import("./running.mjs").Running | undefined} running
 */
async function programs(running) {
  const build = buildPaths(running?.build ?? sourcesHash(ROOT));
  // npm run dev has no hash of its own: its programs are bundled from the sources as they are.
  const stale = build.hash === "dev";
  const missing = ["cli", "migrate"].filter((name) => stale || !fs.existsSync(path.join(build.folder, `${name}.mjs`)));
  if (missing.length > 0) {
    fs.mkdirSync(build.folder, { recursive: true });
    await bundle(ROOT, build.folder, missing);
  }
  return build;
}

/**
 * Runs the command with the input and output of this process.
 * @param {string} file @param {string[]} args @param {import("./environment.mjs").Environment} env
 * @param {"inherit" | "ignore"} output of what it answers; its faults are always shown
 * @returns {Promise<number>} its exit code
 */
function runCommand(file, args, env, output = "inherit") {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { env, stdio: ["inherit", output, "inherit"] });
    /** @type {NodeJS.Signals[]} */
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    // The terminal sends Ctrl-C to both: the command decides, and this waits to put the database back.
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal ? 130 : (code ?? 1)));
  });
}

/**
 * The migration of the build, as the owner.
 * @param {import("./build.mjs").Build} build @param {import("./environment.mjs").Environment} env
 * @param {string} ownerUrl
 */
const migrate = (build, env, ownerUrl) =>
  children.step("The migration", process.execPath, [path.join(build.folder, "migrate.mjs")], {
    env: { ...env, DATABASE_OWNER_URL: ownerUrl },
    cwd: ROOT,
  });

/**
 * `verify`, which needs no installation, and `restore`, which makes one: the file is judged before anything is made.
 * @param {string[]} args
 */
async function onFile(args) {
  await ensurePackages(children);
  const build = await programs(undefined);
  const file = path.join(build.folder, "cli.mjs");
  const env = await backupEnvironment(args);
  if (args[0] === "verify") return runCommand(file, args, env);
  const judged = await runCommand(file, ["verify", ...args.slice(1)], env, "ignore");
  if (judged !== 0) return judged;
  const installation = installationOf();
  makeDataDir(installation.dataDir);
  const release = claimData(installation.dataDir);
  try {
    const { ownerUrl, databaseUrl } = await openForRestore(installation);
    const about = { SPILLWAY_DATA: installation.dataDir, DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl };
    const restored = await runCommand(file, args, { ...env, ...about });
    if (restored !== 0) return restored;
    const secrets = ensureSecrets(installation.dataDir, process.env, { databaseInUse: true });
    await migrate(build, processEnvironment({ installation, secrets, databaseUrl, build }), ownerUrl);
    return 0;
  } finally {
    await closeDatabase(installation);
    release();
  }
}

/** @param {string[]} args */
async function main(args) {
  checkNode();
  if (args.length === 0 || args.some((word) => QUESTIONS.includes(word))) {
    await ensurePackages(children);
    return runCommand(path.join((await programs(undefined)).folder, "cli.mjs"), args, process.env);
  }
  loadEnvFile();
  if (["verify", "restore"].includes(args[0] ?? "")) return onFile(args);
  const installation = installationOf();
  refuseUnused(installation);
  makeDataDir(installation.dataDir);
  await ensurePackages(children);
  const running = readRunning(installation.dataDir);
  const build = await programs(running);
  // What only looks starts nothing: a database that does not run is what it finds.
  const looks = args[0] === "doctor";
  try {
    const database = await (looks ? lookAtDatabase(installation) : openDatabase(installation, { quiet: true }));
    const secrets = ensureSecrets(installation.dataDir, process.env, { databaseInUse: database.inUse });
    const env = {
      ...processEnvironment({ installation, secrets, databaseUrl: database.databaseUrl, build }),
      ...running?.env,
    };
    const file = path.join(build.folder, "cli.mjs");
    if (args[0] === "backup") {
      // As it is: an operator backs up before the migrations of a new version run.
      return await runCommand(file, args, { ...env, ...(await backupEnvironment(args, database.ownerUrl)) });
    }
    if (!running && database.ownerUrl) await migrate(build, env, database.ownerUrl);
    return await runCommand(file, args, env);
  } finally {
    if (!looks) await closeDatabase(installation);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  printFault(error);
  process.exitCode = 1;
}
