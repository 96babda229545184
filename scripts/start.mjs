#!/usr/bin/env node
// npm start: from a clone to an open portal. Built-ins only until the packages are installed.
import { ensureBuild, serveBuild } from "./build.mjs";
import { waitForHealth } from "./health.mjs";
import { launch, prepare } from "./launch.mjs";
import { Lifetime } from "./lifetime.mjs";
import { Fault, messageOf, print } from "./output.mjs";
import { writeRunning } from "./running.mjs";
import { ServiceLog } from "./service-log.mjs";
import { ROOT } from "./settings.mjs";
import { welcome } from "./story.mjs";
import { webProgram } from "./web.mjs";

/** @param {Lifetime} life */
async function start(life) {
  const { children } = life;
  const prepared = await prepare(life, { command: "npm start" });
  const { installation, demo } = prepared;
  const build = await ensureBuild(children);
  life.atEnd(serveBuild(build));
  // The journal of a production installation shows what its programs write, as well.
  const log = (/** @type {string} */ name) => new ServiceLog(installation.dataDir, name, { shown: !demo });
  const { env, program, run, story } = await launch(life, prepared, build, { log });

  let open = false;
  run("web", ...webProgram(prepared.webProcesses, installation), () => !open);
  run("worker", program("worker"), []);
  if (story) run("simulation", program("simulation"), []);
  const health = waitForHealth({ ...installation, hash: build.hash, stopped: () => children.stopping });
  await life.orFailure(health).catch((error) => {
    if (children.stopping) throw error;
    const web = log("web");
    throw new Fault(`${error.message}\nThe end of ${web.file}:\n${web.tail()}`);
  });
  open = true;
  writeRunning(installation, build, env);
  welcome(installation, story);
  if (!demo) await firstSteps(children, env, program("cli"));
  print("\nCtrl-C stops everything.");
  firstPrograms(children, env, program("cli"));
  await life.failure;
}

/**
 * In production the first owner gets a one-use link, and what is missing of the provider is named; the command line
 * prints nothing once both are there.
 * @param {import("./children.mjs").Children} children @param {import("./environment.mjs").Environment} env
 * @param {string} file
 */
async function firstSteps(children, env, file) {
  for (const name of ["first-owner-link", "first-provider"]) {
    const text = await children.step(name, process.execPath, [file, name], { env, cwd: ROOT });
    if (text.trim()) print(`\n${text.trim()}`);
  }
}

/**
 * Fetches what the services need and this machine lacks, while everything is open already.
 * @param {import("./children.mjs").Children} children @param {import("./environment.mjs").Environment} env
 * @param {string} file
 */
function firstPrograms(children, env, file) {
  const step = children.step("first-programs", process.execPath, [file, "first-programs"], { env, cwd: ROOT });
  step.then(
    (text) => text.trim() && print(`\n${text.trim()}`),
    (error) => children.stopping || print(`\n${messageOf(error)}`),
  );
}

await new Lifetime().run(start);
