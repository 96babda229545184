#!/usr/bin/env node
// Builds the sources into .builds/<hash>: the web by Next, the other programs by esbuild. Equal sources are built once;
// a build that is being served is never touched.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { lockHolder, processStart, tryLock, waitForLock } from "../db/postgres/lock.mjs";
import { bundle, ENTRIES } from "./bundles.mjs";
import { Children } from "./children.mjs";
import { print, printFault } from "./output.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { ROOT } from "./settings.mjs";
import { sourcesHash } from "./sources.mjs";

const FINISHED_BUILDS = 3;

/**
 * @typedef {{ hash: string, folder: string, ready: string, distDir: string, tsconfig: string }} Build `distDir` and
 *   `tsconfig` are relative to the root, as Next wants them
 */

/** Paths of one build. @param {string} hash @returns {Build} */
export function buildPaths(hash, root = ROOT) {
  return {
    hash,
    folder: path.join(root, ".builds", hash),
    ready: path.join(root, ".builds", hash, "ready"),
    distDir: `.builds/${hash}/next`,
    tsconfig: `.builds/tsconfig.${hash}.json`,
  };
}

/**
 * The build of the sources as they stand now, made if it is not there. One build at a time in a clone.
 * @param {import("./children.mjs").Children} children @returns {Promise<Build>}
 */
export async function ensureBuild(children, root = ROOT) {
  let build = buildPaths(sourcesHash(root), root);
  if (fs.existsSync(build.ready)) return touched(build);
  fs.mkdirSync(path.join(root, ".builds"), { recursive: true });
  const lock = path.join(root, ".builds", "build.lock");
  let release = tryLock(lock);
  if (!release) {
    print(`Waiting for the build of process ${lockHolder(lock)?.pid} …`);
    release = await waitForLock(lock, "a build", 900);
  }
  try {
    build = buildPaths(sourcesHash(root), root);
    if (fs.existsSync(build.ready)) return touched(build);
    print("Building, once for these sources; it takes a minute or two …");
    await make(children, build, root);
    prune(root, build.hash);
    return build;
  } finally {
    release();
  }
}

/** Marks a build as used just now. @param {Build} build */
function touched(build) {
  try {
    fs.utimesSync(build.ready, new Date(), new Date());
  } catch {
    // Another user's folder: only the order of pruning would have changed.
  }
  return build;
}

/** @param {import("./children.mjs").Children} children @param {Build} build @param {string} root */
async function make(children, build, root) {
  fs.rmSync(build.folder, { recursive: true, force: true });
  fs.mkdirSync(build.folder, { recursive: true });
  writeTsconfig(build, root);
  await bundle(root, build.folder, Object.keys(ENTRIES));
  /** @type {import("./environment.mjs").Environment} */
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    SPILLWAY_DIST_DIR: build.distDir,
    SPILLWAY_TSCONFIG: build.tsconfig,
    SPILLWAY_BUILD: build.hash,
  };
  // What is built holds for any installation: nothing of this one's may get into it.
  for (const name of ["DATABASE_URL", "DATABASE_OWNER_URL", "SPILLWAY_KEYS", "NEXTAUTH_SECRET"]) delete env[name];
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const progress = showProgress();
  try {
    await children.step("next build", process.execPath, [next, "build"], { cwd: root, env, onOutput: progress.show });
  } finally {
    progress.end();
  }
  // Whoever serves the build enters itself there, also another user than the one who built.
  fs.mkdirSync(path.join(build.folder, "users"));
  fs.chmodSync(path.join(build.folder, "users"), 0o1777);
  fs.writeFileSync(build.ready, `${build.hash}\n`);
}

/** The stages of Next's build, by what it prints when one begins, in the order in which they come. */
const STAGES = /** @type {const} */ ([
  [/Compiled successfully/, "compiled"],
  [/Collecting page data/, "collecting what pages need"],
  [/Generating static pages/, "writing pages that never change"],
  [/Finalizing|Finished writing/, "finishing"],
]);

/** Shows how far Next's build is: each stage as it begins, and between them every 15 seconds that it goes on. */
function showProgress() {
  const begun = performance.now();
  const seconds = () => `${Math.round((performance.now() - begun) / 1000)} s`;
  const ahead = [...STAGES];
  const timer = setInterval(() => print(`  still building, ${seconds()}`), 15_000);
  return {
    show: (/** @type {string} */ text) => {
      for (; ahead[0]?.[0].test(text); ahead.shift()) print(`  ${ahead[0][1]}, ${seconds()}`);
    },
    end: () => clearInterval(timer),
  };
}

/**
 * Next writes its folders into the tsconfig it is given: it gets one per build, and the committed one stays clean.
 * @param {Pick<Build, "tsconfig">} build @param {string} root
 */
export function writeTsconfig({ tsconfig }, root) {
  const folders = ["app", "server", "db", "components", "worker", "cli", "sandbox-cloud"];
  const include = ["../next-env.d.ts", ...folders.map((folder) => `../${folder}/**/*`)];
  fs.writeFileSync(path.join(root, tsconfig), `${JSON.stringify({ extends: "../tsconfig.json", include }, null, 2)}\n`);
}

/**
 * Enters this process among those that serve a build, so that it is not pruned.
 * @param {Pick<Build, "folder">} build
 */
export function serveBuild(build) {
  const file = path.join(build.folder, "users", String(process.pid));
  // Every user may write there: what another left under this name is removed, never written through.
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${process.pid} ${processStart(process.pid)}\n`, { flag: "wx" });
  return () => fs.rmSync(file, { force: true });
}

/**
 * Removes builds but the newest three, the current one and those being served. Unfinished ones go too.
 * @param {string} root @param {string} current hash of the current build
 */
export function prune(root, current) {
  const all = path.join(root, ".builds");
  const builds = fs.readdirSync(all).filter((name) => /^[0-9a-f]{16}$/.test(name));
  /** @param {string} name */
  const age = (name) => fs.statSync(path.join(all, name, "ready"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const finished = builds.filter((name) => age(name) > 0).sort((a, b) => age(b) - age(a));
  const staying = new Set([current, ...finished.slice(0, FINISHED_BUILDS)]);
  for (const name of builds) {
    if (staying.has(name) || isServed(path.join(all, name))) continue;
    fs.rmSync(path.join(all, name), { recursive: true, force: true });
    fs.rmSync(path.join(all, `tsconfig.${name}.json`), { force: true });
  }
}

/** @param {string} folder */
function isServed(folder) {
  const users = path.join(folder, "users");
  return fs.existsSync(users) && fs.readdirSync(users).some((name) => lockHolder(path.join(users, name)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  const children = new Children();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => children.stop());
  try {
    checkNode();
    await ensurePackages(children);
    const build = await ensureBuild(children);
    print(`Built: ${path.relative(ROOT, build.folder)}`);
  } catch (error) {
    printFault(error);
    process.exitCode = 1;
  }
}
