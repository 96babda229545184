#!/usr/bin/env node
// npm run spillway -- <command>: the operator's command line, in the environment of the installation.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { buildPaths } from "./build.mjs";
import { bundle } from "./bundles.mjs";
import { checkEnvironment } from "./check-environment.mjs";
import { Children } from "./children.mjs";
import { closeDatabase, openDatabase } from "./database.mjs";
import { processEnvironment } from "./environment.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { makeDataDir, readRunning, refuseUnused } from "./running.mjs";
import { complain } from "./say.mjs";
import { keepSecrets } from "./secrets.mjs";
import { loadEnvFile, ROOT, settingsOrStop } from "./settings.mjs";
import { sourcesHash } from "./sources.mjs";

const children = new Children();

/** The build that serves the data directory, else that of the sources; only the two programs needed are bundled. */
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

/** Runs the command with our own input and output. @returns its exit code */
function runCommand(file, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { env, stdio: "inherit" });
    // The terminal sends Ctrl-C to both of us: the command decides, and we wait to put the database back.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal ? 130 : (code ?? 1)));
  });
}

async function main(args) {
  checkNode();
  loadEnvFile();
  const settings = settingsOrStop();
  refuseUnused(settings);
  makeDataDir(settings.dataDir);
  await ensurePackages(children);
  const running = readRunning(settings.dataDir);
  // What runs was judged when it was started.
  if (!running) await checkEnvironment(settings);
  const build = await programs(running);
  try {
    const database = await openDatabase(settings, { quiet: true });
    const secrets = keepSecrets(settings.dataDir, process.env, { databaseInUse: database.inUse });
    const env = {
      ...processEnvironment({ settings, secrets, databaseUrl: database.databaseUrl, build }),
      ...running?.env,
    };
    if (!running && database.ownerUrl) {
      const migrating = { ...env, DATABASE_OWNER_URL: database.ownerUrl };
      const file = path.join(build.folder, "migrate.mjs");
      await children.step("The migration", process.execPath, [file], { env: migrating, cwd: ROOT });
    }
    return await runCommand(path.join(build.folder, "cli.mjs"), args, env);
  } finally {
    await closeDatabase(settings);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
