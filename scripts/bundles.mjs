// The programs other than the web: one file each, so that they start fast and never mix two versions of the sources.
import fs from "node:fs";
import path from "node:path";
import { Fault, messageOf } from "./output.mjs";

/** Bundle name -> its entry. @type {Record<string, string>} */
export const ENTRIES = {
  migrate: "db/migrate.ts",
  seed: "db/seed.ts",
  simulation: "db/demo/simulation.ts",
  worker: "worker/main.ts",
  cli: "cli/main.ts",
  "sandbox-cloud": "sandbox-cloud/main.ts",
};

/**
 * esbuild's settings for some of the programs. Packages stay in node_modules.
 * @param {string} root @param {string} folder where the bundles go @param {string[]} names
 * @returns {import("esbuild").BuildOptions}
 */
export function bundleOptions(root, folder, names) {
  const entryPoints = names.map((name) => ({ in: ENTRIES[name] ?? name, out: name }));
  for (const { in: entry } of entryPoints)
    if (!fs.existsSync(path.join(root, entry))) throw new Fault(`${entry} is missing.`);
  return {
    absWorkingDir: root,
    entryPoints,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    alias: { "@": root },
    // The package throws outside Next's server; its own empty file is what Next puts there.
    plugins: [{ name: "server-only", setup: emptyServerOnly }],
    sourcemap: "linked",
    logLevel: "silent",
    jsx: "automatic",
  };
}

/** @param {import("esbuild").PluginBuild} build */
function emptyServerOnly(build) {
  build.onResolve({ filter: /^server-only$/ }, () => ({ path: "server-only", namespace: "empty" }));
  build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "" }));
}

/**
 * Bundles into a folder of our own first, so that a half-written program is never run.
 * @param {string} root @param {string} folder @param {string[]} names
 */
export async function bundle(root, folder, names) {
  const { build, stop } = await import("esbuild");
  const fresh = path.join(folder, `.bundles.${process.pid}`);
  try {
    await build(bundleOptions(root, fresh, names));
  } catch (error) {
    throw new Fault(`Bundling failed:\n${bundlingFaults(error)}`);
  } finally {
    // esbuild has a process of its own, which waits for the next call.
    await stop();
  }
  for (const file of fs.readdirSync(fresh)) fs.renameSync(path.join(fresh, file), path.join(folder, file));
  fs.rmSync(fresh, { recursive: true });
}

/** What esbuild found, a line each. @param {unknown} error */
function bundlingFaults(error) {
  if (!(error instanceof Error) || !("errors" in error) || !Array.isArray(error.errors)) return messageOf(error);
  /** @type {import("esbuild").Message[]} */
  const messages = error.errors;
  return messages.map(({ text, location }) => `${location?.file}:${location?.line}: ${text}`).join("\n");
}
