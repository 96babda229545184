#!/usr/bin/env node
// npm run spillway -- <command>: the operator's command line, in the environment of the installation.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { buildPaths } from "./build.mjs";
import { bundle } from "./bundles.mjs";
import { Children } from "./children.mjs";
import { closeDatabase, lookAtDatabase, openDatabase } from "./database.mjs";
import { processEnvironment } from "./environment.mjs";
import { printFault } from "./output.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { makeDataDir, readRunning, refuseUnused } from "./running.mjs";
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
 * @returns {Promise<number>} its exit code
 */
function runCommand(file, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { env, stdio: "inherit" });
    /** @type {NodeJS.Signals[]} */
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    // The terminal sends Ctrl-C to both: the command decides, and this waits to put the database back.
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal ? 130 : (code ?? 1)));
  });
}

/** @param {string[]} args */
async function main(args) {
  checkNode();
  if (args.length === 0 || args.some((word) => QUESTIONS.includes(word))) {
    await ensurePackages(children);
    return runCommand(path.join((await programs(undefined)).folder, "cli.mjs"), args, process.env);
  }
  loadEnvFile();
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
    if (!running && database.ownerUrl) {
      const migrating = { ...env, DATABASE_OWNER_URL: database.ownerUrl };
      const file = path.join(build.folder, "migrate.mjs");
      await children.step("The migration", process.execPath, [file], { env: migrating, cwd: ROOT });
    }
    return await runCommand(path.join(build.folder, "cli.mjs"), args, env);
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
