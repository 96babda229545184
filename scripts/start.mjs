#!/usr/bin/env node
// npm start: from a clone to an open portal. Built-ins only until the packages are installed.
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../db/postgres/cluster.mjs";
import { ensureBuild, serveBuild } from "./build.mjs";
import { checkEnvironment } from "./check-environment.mjs";
import { closeDatabase, openDatabase } from "./database.mjs";
import { processEnvironment, SANDBOXES } from "./environment.mjs";
import { waitForHealth } from "./health.mjs";
import { Lifetime } from "./lifetime.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { claimData, makeDataDir, writeRunning } from "./running.mjs";
import { endMachines, sandboxAddresses, sandboxArguments, waitForSandboxes } from "./sandboxes.mjs";
import { Fault, say } from "./say.mjs";
import { keepSecrets } from "./secrets.mjs";
import { loadEnvFile, ROOT, settingsOrStop } from "./settings.mjs";
import { seed, welcome } from "./story.mjs";
import { logFile, supervise, tail } from "./supervise.mjs";

async function start(life) {
  const { children } = life;
  checkNode();
  loadEnvFile();
  const settings = settingsOrStop();
  makeDataDir(settings.dataDir);
  life.atEnd(claimData(settings.dataDir));
  await refuseTakenPort(settings);
  await ensurePackages(children);
  await checkEnvironment(settings);
  life.atEnd(() => closeDatabase(settings));
  const database = await openDatabase(settings);
  const demo = settings.mode === "demo";
  const secrets = keepSecrets(settings.dataDir, process.env, {
    databaseInUse: database.inUse,
    sandboxes: demo ? SANDBOXES : [],
  });
  const build = await ensureBuild(children);
  life.atEnd(serveBuild(build));
  const clouds = demo ? await sandboxAddresses(settings.dataDir, secrets.sandboxTokens) : [];
  const env = processEnvironment({ settings, secrets, databaseUrl: database.databaseUrl, build, clouds });
  const program = (name) => path.join(build.folder, `${name}.mjs`);
  const ownerEnv = database.ownerUrl ? { ...env, DATABASE_OWNER_URL: database.ownerUrl } : env;
  if (database.ownerUrl) {
    await children.step("The migration", process.execPath, [program("migrate")], { env: ownerEnv, cwd: ROOT });
  }

  let open = false;
  const run = (name, file, args, lost) =>
    supervise(children, { name, file, args, env, cwd: ROOT, log: logFile(settings, name) }, life.fail, lost);

  let story;
  if (demo) {
    life.atEnd(() => endMachines(settings.dataDir));
    for (const cloud of clouds) run(cloud.slug, program("sandbox-cloud"), sandboxArguments(settings.dataDir, cloud));
    await life.orFailure(waitForSandboxes(clouds, () => children.stopping));
    story = await seed(children, settings, ownerEnv, program("seed"));
  }
  const next = path.join(ROOT, "node_modules/next/dist/bin/next");
  run("web", next, ["start", "-H", settings.host, "-p", String(settings.port)], () => !open);
  run("worker", program("worker"), []);
  const health = waitForHealth({ ...settings, hash: build.hash, stopped: () => children.stopping });
  await life.orFailure(health).catch((error) => {
    if (children.stopping) throw error;
    const log = logFile(settings, "web");
    throw new Fault(log === "inherit" ? error.message : `${error.message}\nThe end of ${log}:\n${tail(log)}`);
  });
  open = true;
  writeRunning(settings, build, env);
  welcome(settings, story);
  if (!demo) await firstOwner(children, env, program("cli"));
  say("\nCtrl-C stops everything.");
  await life.failure;
}

/** What a killed start left behind ends by itself within moments: it is given those. */
async function refuseTakenPort({ host, port }) {
  for (let attempt = 0; attempt < 10; attempt++) {
    if ((await freePort(port, host)) !== undefined) return;
    await delay(150);
  }
  throw new Fault(`Port ${port} on ${host} is in use. Choose another: PORT=${port + 1} npm start`);
}

/** In production the first owner gets a one-use link; the command line prints nothing once there is an owner. */
async function firstOwner(children, env, file) {
  const text = await children.step("first-owner-link", process.execPath, [file, "first-owner-link"], {
    env,
    cwd: ROOT,
  });
  if (text.trim()) say(`\n${text.trim()}`);
}

await new Lifetime().run(start);
