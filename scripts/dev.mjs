#!/usr/bin/env node
// npm run dev: everything in one terminal. Next reloads by itself; the worker is bundled anew and started again.
import fs from "node:fs";
import path from "node:path";
import { freePort } from "../db/postgres/cluster.mjs";
import { writeTsconfig } from "./build.mjs";
import { bundle, bundleOptions } from "./bundles.mjs";
import { checkEnvironment } from "./check-environment.mjs";
import { closeDatabase, openDatabase } from "./database.mjs";
import { processEnvironment, SANDBOXES } from "./environment.mjs";
import { Lifetime } from "./lifetime.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { claimData, makeDataDir, writeRunning } from "./running.mjs";
import { endMachines, sandboxAddresses, sandboxArguments, waitForSandboxes } from "./sandboxes.mjs";
import { Fault, say } from "./say.mjs";
import { keepSecrets } from "./secrets.mjs";
import { loadEnvFile, ROOT, settingsOrStop } from "./settings.mjs";
import { seed, welcome } from "./story.mjs";
import { supervise } from "./supervise.mjs";

const BUILD = { hash: "dev", distDir: ".builds/dev/next", tsconfig: ".builds/tsconfig.dev.json" };
const FOLDER = path.join(ROOT, ".builds", "dev");

/** Bundles the worker at each change; a new bundle ends the running worker, and its end starts the new one. */
async function watchWorker(life, env) {
  const { context } = await import("esbuild");
  let worker;
  const again = {
    name: "start-again",
    setup: (build) =>
      build.onEnd(({ errors }) => {
        for (const { text, location } of errors) say(`worker: ${location?.file}:${location?.line}: ${text}`);
        if (errors.length > 0 || life.ending) return;
        if (worker) worker.kill("SIGTERM");
        else begin();
      }),
  };
  const begin = () => {
    worker = life.children.service("worker", path.join(FOLDER, "worker.mjs"), [], { env, cwd: ROOT });
    worker.once("exit", (code) => {
      if (life.ending) return;
      // After a crash the next change starts it again: restarting at once would repeat the same fault.
      if (code) say(`worker ended with exit code ${code}; it starts again when a source changes.`);
      worker = undefined;
      if (!code) setTimeout(() => !life.ending && !worker && begin(), 100);
    });
  };
  const options = bundleOptions(ROOT, FOLDER, ["worker"]);
  const watching = await context({ ...options, plugins: [...options.plugins, again] });
  await watching.watch();
  life.atEnd(() => watching.dispose());
}

async function dev(life) {
  const { children } = life;
  checkNode();
  loadEnvFile();
  const settings = settingsOrStop();
  if (settings.mode !== "demo") throw new Fault("npm run dev is for the demo: unset SPILLWAY_MODE.");
  makeDataDir(settings.dataDir);
  life.atEnd(claimData(settings.dataDir));
  if ((await freePort(settings.port, settings.host)) === undefined) {
    throw new Fault(`Port ${settings.port} is in use. Choose another: PORT=${settings.port + 1} npm run dev`);
  }
  await ensurePackages(children);
  await checkEnvironment(settings);
  life.atEnd(() => closeDatabase(settings));
  const database = await openDatabase(settings);
  const about = { databaseInUse: database.inUse, sandboxes: SANDBOXES };
  const secrets = keepSecrets(settings.dataDir, process.env, about);
  fs.mkdirSync(FOLDER, { recursive: true });
  writeTsconfig(BUILD, ROOT);
  await bundle(ROOT, FOLDER, ["migrate", "seed", "sandbox-cloud", "cli"]);
  const clouds = await sandboxAddresses(settings.dataDir, secrets.sandboxTokens);
  const environment = { settings, secrets, databaseUrl: database.databaseUrl, build: BUILD, clouds };
  const env = { ...processEnvironment(environment), NODE_ENV: "development" };
  const ownerEnv = { ...env, DATABASE_OWNER_URL: database.ownerUrl };
  const program = (name) => path.join(FOLDER, `${name}.mjs`);
  if (database.ownerUrl) {
    await children.step("The migration", process.execPath, [program("migrate")], { env: ownerEnv, cwd: ROOT });
  }
  life.atEnd(() => endMachines(settings.dataDir));
  for (const cloud of clouds) {
    const args = sandboxArguments(settings.dataDir, cloud);
    supervise(
      children,
      { name: cloud.slug, file: program("sandbox-cloud"), args, env, cwd: ROOT, log: "inherit" },
      life.fail,
    );
  }
  await life.orFailure(waitForSandboxes(clouds, () => children.stopping));
  const story = await seed(children, settings, ownerEnv, program("seed"));
  await watchWorker(life, env);
  const next = path.join(ROOT, "node_modules/next/dist/bin/next");
  const args = ["dev", "-H", settings.host, "-p", String(settings.port)];
  supervise(children, { name: "web", file: next, args, env, cwd: ROOT, log: "inherit" }, life.fail, () => true);
  writeRunning(settings, BUILD, env);
  welcome(settings, story, { logs: false });
  await life.failure;
}

await new Lifetime().run(dev);
