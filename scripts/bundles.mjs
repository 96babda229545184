// The programs beside the web: one file each, so that they start fast and never mix two versions of the sources.
import fs from "node:fs";
import path from "node:path";
import { Fault } from "./say.mjs";

/** Bundle name -> its entry. */
export const ENTRIES = {
  migrate: "db/migrate.ts",
  seed: "db/seed.ts",
  worker: "worker/main.ts",
  cli: "cli/main.ts",
  "sandbox-cloud": "sandbox-cloud/main.ts",
};

/** esbuild's settings for some of the programs. Packages stay in node_modules. */
export function bundleOptions(root, folder, names) {
  for (const name of names) {
    if (!fs.existsSync(path.join(root, ENTRIES[name]))) throw new Fault(`${ENTRIES[name]} is missing.`);
  }
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [name, ENTRIES[name]])),
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

function emptyServerOnly(build) {
  build.onResolve({ filter: /^server-only$/ }, () => ({ path: "server-only", namespace: "empty" }));
  build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "" }));
}

/** Bundles into a folder of our own first, so that a half-written program is never run. */
export async function bundle(root, folder, names) {
  const { build, stop } = await import("esbuild");
  const fresh = path.join(folder, `.bundles.${process.pid}`);
  try {
    await build(bundleOptions(root, fresh, names));
  } catch (error) {
    const faults = error.errors?.map(({ text, location }) => `${location?.file}:${location?.line}: ${text}`);
    throw new Fault(`Bundling failed:\n${faults?.join("\n") || error.message}`);
  } finally {
    // esbuild keeps a process of its own for the next call.
    await stop();
  }
  for (const file of fs.readdirSync(fresh)) fs.renameSync(path.join(fresh, file), path.join(folder, file));
  fs.rmSync(fresh, { recursive: true });
}
