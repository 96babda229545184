#!/usr/bin/env node
// npm run bench [-- ingest evaluate …] [--quick] [--json | --markdown]: how fast it is, on a PostgreSQL of its own that
// is durable like an installation's. Never touches another. docs/performance.md says what the figures mean.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { releasePostgres, startPostgres } from "../db/postgres/server.mjs";
import { testAddresses } from "../db/postgres/test-server.mjs";
import { ensureBuild } from "./build.mjs";
import { bundleOptions } from "./bundles.mjs";
import { Lifetime } from "./lifetime.mjs";
import { checkNode, ensurePackages } from "./packages.mjs";
import { NAMES, ROOT } from "./settings.mjs";
import { testEnvironment } from "./test.mjs";

/**
 * Bundles bench/main.ts into a folder below the clone, where its packages are found.
 * @param {Lifetime} life @returns the program's file
 */
async function program(life) {
  fs.mkdirSync(path.join(ROOT, ".builds"), { recursive: true });
  const folder = fs.mkdtempSync(path.join(ROOT, ".builds", "bench-"));
  life.atEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
  const { build, stop } = await import("esbuild");
  await build({ ...bundleOptions(ROOT, folder, []), entryPoints: { bench: "bench/main.ts" } });
  await stop();
  return path.join(folder, "bench.mjs");
}

/** @param {Lifetime} life */
async function bench(life) {
  checkNode();
  for (const name of NAMES) delete process.env[name];
  const args = process.argv.slice(2);
  await ensurePackages(life.children);
  // Some benches come by HTTP: they start the web of this build.
  const build = await ensureBuild(life.children);
  const file = await program(life);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-bench-"));
  // PostgreSQL's user, where root runs this, has to get through to its cluster.
  fs.chmodSync(data, 0o711);
  life.atEnd(() => fs.rmSync(data, { recursive: true, force: true }));
  life.atEnd(() => releasePostgres(data));
  // As npm start starts it: no setting makes it faster, and what is acknowledged is on the disk.
  const server = await startPostgres(data);
  const env = { ...testEnvironment(process.env), ...testAddresses(server), NODE_ENV: "production" };
  Object.assign(env, {
    SPILLWAY_DIST_DIR: build.distDir,
    SPILLWAY_TSCONFIG: build.tsconfig,
    SPILLWAY_BUILD: build.hash,
    SPILLWAY_BENCH_PROGRAMS: build.folder,
  });
  const profile = args.includes("--cpu-prof") ? ["--cpu-prof", `--cpu-prof-dir=${process.cwd()}`] : [];
  const own = args.filter((word) => word !== "--cpu-prof");
  const options = ["--enable-source-maps", ...profile, file, ...own];
  await life.children.step("The measurement", process.execPath, options, { cwd: ROOT, env, show: true });
  await life.end();
}

const life = new Lifetime(130);
await life.run(() => bench(life));
process.exit(0);
