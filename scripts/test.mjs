#!/usr/bin/env node
// npm test: everything that must hold, in stages, with databases, ports and a build of its own: a running npm start is
// left alone. npm test -- unit integration …: these stages only; further words are passed to the runner as filters.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Lifetime } from "./lifetime.mjs";
import { Fault, print, printFault } from "./output.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { NAMES, ROOT } from "./settings.mjs";
import { closingLine, NONE, sum } from "./test-counts.mjs";
import { STAGES } from "./test-stages.mjs";
import { ensureTools } from "./test-tools.mjs";

/**
 * @typedef {import("./test-stages.mjs").Stage} Stage
 * @typedef {import("./test-stages.mjs").Outcome} Outcome
 */

/** What the command asks for. @param {string[]} args */
export function parseArguments(args) {
  const long = args.includes("--long");
  const words = args.filter((word) => word !== "--long");
  const all = Object.keys(STAGES);
  const chosen = words.filter((word) => all.includes(word));
  const filters = words.filter((word) => !all.includes(word));
  if (chosen.includes("browser") && !chosen.includes("build")) chosen.push("build");
  const names =
    chosen.length > 0 ? all.filter((name) => chosen.includes(name)) : all.filter((name) => long || name !== "long");
  return { names, filters, long };
}

/**
 * The environment of the tests: nothing of an installation, so the database that DATABASE_URL names is never touched.
 * @param {import("./environment.mjs").Environment} outer
 */
export function testEnvironment(outer) {
  /** @type {import("./environment.mjs").Environment} */
  const env = { ...outer };
  for (const name of [...NAMES, "NODE_ENV"]) delete env[name];
  for (const name of Object.keys(env)) if (/^SPILLWAY_TEST_/.test(name) || /^npm_/i.test(name)) delete env[name];
  return { ...env, NEXT_TELEMETRY_DISABLED: "1", VITE_CONFIG_NATIVE_IGNORE_WARNING: "true", TZ: "UTC" };
}

/** @param {Lifetime} life */
async function test(life) {
  const { names, filters, long } = parseArguments(process.argv.slice(2));
  checkNode();
  for (const name of NAMES) delete process.env[name];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-test-"));
  // PostgreSQL's user, where root runs the tests, has to get through to its cluster.
  fs.chmodSync(folder, 0o711);
  life.atEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
  /** @type {import("./test-stages.mjs").Run} */
  const run = { life, folder, filters, long, env: testEnvironment(process.env) };
  /** @type {[name: string, seconds: number][]} */
  const times = [];
  /** @type {string[]} */
  const failed = [];
  let counts = NONE;
  /** @param {string} name @param {() => Promise<Outcome | void>} stage */
  const timed = async (name, stage) => {
    print(`\n== ${name}`);
    const begun = performance.now();
    try {
      const result = await stage();
      if (result?.counts) counts = sum(counts, result.counts);
      if (result?.ok === false) failed.push(name);
    } catch (error) {
      if (life.ending) throw error;
      failed.push(name);
      printFault(error);
    }
    times.push([name, (performance.now() - begun) / 1000]);
  };
  await timed("packages and tools", async () => {
    await ensurePackages(life.children, "product and tests");
    await ensureTools(life.children, { browser: names.includes("browser") });
  });
  if (failed.length > 0) throw new Fault("The tests cannot run.");
  for (const name of names) {
    if (name === "browser" && failed.includes("build")) {
      print("\n== browser\nLeft out: there is no build.");
      counts = sum(counts, { ...NONE, failed: 1, failures: ["browser: left out, there is no build"] });
      continue;
    }
    await timed(name, async () => STAGES[name]?.(run));
  }
  await life.end();
  const all = times.reduce((total, [, seconds]) => total + seconds, 0);
  print(
    `\nTime: ${times.map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`).join(", ")}; ${all.toFixed(0)} s in all`,
  );
  if (failed.length > 0) print(`Failed: ${failed.join(", ")}`);
  // Printed again at the end: the place in the output may be thousands of lines up.
  for (const one of counts.failures) print(`\n${one}`);
  print(closingLine(counts));
  process.exit(failed.length > 0 || counts.failed > 0 ? 1 : 0);
}

if (process.argv[1] && path.resolve(process.argv[1]) === path.join(ROOT, "scripts/test.mjs")) {
  await new Lifetime(130).run(test);
}
