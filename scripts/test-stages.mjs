// The stages of npm test. Each answers its outcome, or throws a Fault with the tool's output.
import fs from "node:fs";
import path from "node:path";
import { freePort } from "../db/postgres/cluster.mjs";
import { releasePostgres, startPostgres } from "../db/postgres/server.mjs";
import { TEST_SETTINGS, testAddresses } from "../db/postgres/test-server.mjs";
import { ensureBuild, serveBuild } from "./build.mjs";
import { ROOT } from "./settings.mjs";
import { NONE, playwrightCounts, readCounts, vitestCounts } from "./test-counts.mjs";

/**
 * @typedef {import("./test-counts.mjs").Counts} Counts
 * @typedef {{ ok: boolean, counts?: Counts }} Outcome
 * @typedef {{
 *   life: import("./lifetime.mjs").Lifetime, folder: string, filters: string[], long: boolean,
 *   env: import("./environment.mjs").Environment
 * }} Run `folder`: a temporary one of this run
 * @typedef {(run: Run) => Promise<Outcome>} Stage
 */

/** @param {string} file */
const inModules = (file) => path.join(ROOT, "node_modules", file);

/**
 * One tool, its output shown.
 * @param {Run} run @param {string} name @param {string} file @param {string[]} args @returns {Promise<Outcome>}
 */
async function tool(run, name, file, args, env = run.env) {
  await run.life.children.step(name, process.execPath, [file, ...args], { cwd: ROOT, env, show: true });
  return { ok: true };
}

/**
 * A tool whose failure does not stop those after it.
 * @param {Run} run @param {() => Promise<Outcome>} work @returns {Promise<boolean>}
 */
const succeeds = (run, work) =>
  work().then(
    ({ ok }) => ok,
    (error) => {
      if (run.life.ending) throw error;
      return false;
    },
  );

/** @type {Stage} */
const lint = (run) => tool(run, "Biome", inModules("@biomejs/biome/bin/biome"), ["check"]);

/** The rules of the architecture, and what nothing uses. @type {Stage} */
async function structure(run) {
  const check = () => tool(run, "The structure check", path.join(ROOT, "scripts/structure.mjs"), []);
  const unused = () => tool(run, "knip", inModules("knip/bin/knip.js"), ["--no-progress"]);
  const results = [await succeeds(run, check), await succeeds(run, unused)];
  return { ok: results.every(Boolean) };
}

/** @type {Stage} */
const lock = (run) => tool(run, "The lock check", path.join(ROOT, "scripts/lock-check.mjs"), []);

/**
 * Types with Next's generated routes, in a folder of their own: the clone and its builds stay as they are. Then the
 * types of plain JavaScript.
 * @type {Stage}
 */
async function types(run) {
  const folder = path.join(ROOT, ".builds", "types");
  // Anew each time: routes that are gone, or were not there yet, must not be remembered.
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const env = {
    ...run.env,
    SPILLWAY_DIST_DIR: ".builds/types/next",
    SPILLWAY_TSCONFIG: ".builds/tsconfig.typegen.json",
  };
  write(path.join(ROOT, ".builds/tsconfig.typegen.json"), { extends: "../tsconfig.json", include: ["../app/**/*"] });
  if (fs.existsSync(path.join(ROOT, "app"))) {
    const next = inModules("next/dist/bin/next");
    await run.life.children.step("next typegen", process.execPath, [next, "typegen"], { cwd: ROOT, env });
  }
  const references = ['/// <reference types="next" />', '/// <reference types="next/image-types/global" />'];
  fs.writeFileSync(path.join(folder, "next.d.ts"), `${references.join("\n")}\n`);
  const generated = path.join(folder, "next", "types");
  const routes = fs.existsSync(generated) ? fs.readdirSync(generated).filter((name) => name.endsWith(".ts")) : [];
  const project = path.join(ROOT, ".builds", "tsconfig.types.json");
  write(project, {
    extends: "../tsconfig.json",
    compilerOptions: { incremental: false },
    // Named files are taken although their folder is excluded: every build's own types lie there too.
    files: ["types/next.d.ts", ...routes.map((name) => `types/next/types/${name}`)],
    include: ["../**/*.ts", "../**/*.tsx"],
    exclude: ["node_modules", ".next", ".spillway", "next-env.d.ts", ".builds"].map((name) => `../${name}`),
  });
  const compiler = inModules("typescript/bin/tsc");
  const product = () => tool(run, "TypeScript", compiler, ["--noEmit", "-p", project]);
  const plain = () => tool(run, "TypeScript (scripts)", compiler, ["--noEmit", "-p", "scripts/tsconfig.json"]);
  const results = [await succeeds(run, product), await succeeds(run, plain)];
  return { ok: results.every(Boolean) };
}

/** @param {string} file @param {unknown} content */
function write(file, content) {
  fs.writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** drizzle-kit's own look at the migrations: two branches that collide. @type {Stage} */
async function migrations(run) {
  if (!fs.existsSync(path.join(ROOT, "db/migrations/meta/_journal.json"))) return { ok: true };
  return tool(run, "drizzle-kit check", inModules("drizzle-kit/bin.cjs"), ["check"]);
}

/** @param {Run} run @param {string} project @returns {Promise<Outcome>} */
async function vitest(run, project, env = run.env) {
  const report = path.join(run.folder, `${project}.json`);
  const args = ["run", "--project", project, "--passWithNoTests", "--reporter=default", "--reporter=json"];
  const file = inModules("vitest/vitest.mjs");
  const all = [...args, `--outputFile.json=${report}`, ...run.filters];
  const ok = await succeeds(run, () => tool(run, "vitest", file, all, env));
  return { ok, counts: readCounts(report, vitestCounts, ok) };
}

/** @type {Stage} */
const unit = (run) => vitest(run, "unit");

/** Integration tests on a PostgreSQL of this run alone. @param {Run} run @param {string} project */
async function withDatabase(run, project) {
  const dataDir = path.join(run.folder, "integration");
  run.life.atEnd(() => releasePostgres(dataDir));
  const server = await startPostgres(dataDir, { settings: TEST_SETTINGS });
  const env = { ...run.env, ...testAddresses(server), SPILLWAY_LONG: run.long ? "1" : "" };
  const result = await vitest(run, project, env);
  await releasePostgres(dataDir);
  return result;
}

/** @type {Stage} */
const integration = (run) => withDatabase(run, "integration");
/** @type {Stage} */
const long = (run) => withDatabase(run, "long");

/** The build that the browser tests need; one that is being served stays. @type {Stage} */
async function build(run) {
  run.life.atEnd(serveBuild(await ensureBuild(run.life.children)));
  return { ok: true };
}

/** @param {string} name */
const isSpec = (name) => /\.spec\.ts$/.test(name);

/** Browser tests against npm start's own program, with data, ports and a clock of this run alone. @type {Stage} */
async function browser(run) {
  const specs = fs.existsSync(path.join(ROOT, "e2e"))
    ? fs.readdirSync(path.join(ROOT, "e2e"), { recursive: true, encoding: "utf8" }).filter(isSpec)
    : [];
  if (specs.length === 0) return { ok: true, counts: NONE };
  const data = path.join(run.folder, "browser");
  const report = path.join(run.folder, "browser.json");
  const env = {
    ...run.env,
    SPILLWAY_E2E_PORT: String(await freePort(0)),
    SPILLWAY_E2E_DATA: data,
    SPILLWAY_E2E_REPORT: report,
    SPILLWAY_LONG: run.long ? "1" : "",
  };
  const cli = inModules("@playwright/test/cli.js");
  const ok = await succeeds(run, () => tool(run, "Playwright", cli, ["test", ...run.filters], env));
  return { ok, counts: readCounts(report, playwrightCounts, ok) };
}

/** All stages, in the order in which they run. `long` runs with --long only. @type {Record<string, Stage>} */
export const STAGES = { lint, types, structure, lock, migrations, unit, integration, build, browser, long };
