#!/usr/bin/env node
// npm run dev: everything in one terminal. Next reloads by itself; the worker is bundled anew and started again.
import fs from "node:fs";
import path from "node:path";
import { writeTsconfig } from "./build.mjs";
import { bundle, bundleOptions } from "./bundles.mjs";
import { launch, prepare } from "./launch.mjs";
import { Lifetime } from "./lifetime.mjs";
import { print } from "./output.mjs";
import { writeRunning } from "./running.mjs";
import { ROOT } from "./settings.mjs";
import { welcome } from "./story.mjs";
import { nextProgram } from "./web.mjs";

const BUILD = {
  hash: "dev",
  folder: path.join(ROOT, ".builds", "dev"),
  ready: path.join(ROOT, ".builds", "dev", "ready"),
  distDir: ".builds/dev/next",
  tsconfig: ".builds/tsconfig.dev.json",
};

/**
 * Bundles the worker at each change; a new bundle ends the running worker, and its end starts the new one.
 * @param {Lifetime} life @param {import("./environment.mjs").Environment} env
 */
async function watchWorker(life, env) {
  const { context } = await import("esbuild");
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let worker;
  /** @type {import("esbuild").Plugin} */
  const again = {
    name: "start-again",
    setup: (build) =>
      build.onEnd(({ errors }) => {
        for (const { text, location } of errors) print(`worker: ${location?.file}:${location?.line}: ${text}`);
        if (errors.length > 0 || life.ending) return;
        if (worker) worker.kill("SIGTERM");
        else begin();
      }),
  };
  const begin = () => {
    worker = life.children.service("worker", path.join(BUILD.folder, "worker.mjs"), [], { env, cwd: ROOT });
    worker.once("exit", (code) => {
      if (life.ending) return;
      // After a crash the next change starts it again: restarting at once would repeat the same fault.
      if (code) print(`worker ended with exit code ${code}; it starts again when a source changes.`);
      worker = undefined;
      if (!code) setTimeout(() => !life.ending && !worker && begin(), 100);
    });
  };
  const options = bundleOptions(ROOT, BUILD.folder, ["worker"]);
  const watching = await context({ ...options, plugins: [...(options.plugins ?? []), again] });
  await watching.watch();
  life.atEnd(() => watching.dispose());
}

/** @param {Lifetime} life */
async function dev(life) {
  const prepared = await prepare(life, { command: "npm run dev", development: true });
  const { installation } = prepared;
  fs.mkdirSync(BUILD.folder, { recursive: true });
  writeTsconfig(BUILD, ROOT);
  await bundle(ROOT, BUILD.folder, ["migrate", "seed", "simulation", "sandbox-cloud", "cli"]);
  const options = { log: () => undefined, development: true };
  const { env, program, run, story } = await launch(life, prepared, BUILD, options);
  await watchWorker(life, env);
  run("web", nextProgram(), ["dev", "-H", installation.host, "-p", String(installation.port)], () => true);
  if (story) run("simulation", program("simulation"), []);
  writeRunning(installation, BUILD, env);
  welcome(installation, story, { logs: false });
  await life.failure;
}

await new Lifetime().run(dev);
