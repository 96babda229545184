// The hash of everything that is built: a build is named by it, so equal sources are built once.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const FOLDERS = ["app", "server", "db", "components", "worker", "cli", "agent", "sandbox-cloud", "public"];
const FILES = [
  ...["package.json", "package-lock.json", "next.config.js", "tsconfig.json", "postcss.config.mjs"],
  ...["instrumentation.ts", "instrumentation-client.ts", "proxy.ts", "scripts/build.mjs", "scripts/bundles.mjs"],
];

/**
 * Tests, notes and the launcher (which runs as it stands) are not built, but what the server shares with it.
 * @param {string} file
 */
export function isSource(file) {
  const name = path.posix.basename(file);
  if (/\.test\.(ts|tsx|mjs)$/.test(name) || name === "README.md" || name.startsWith(".")) return false;
  return file === "db/postgres/address.mjs" || !file.startsWith("db/postgres");
}

/** Paths of all sources below the root, sorted, with forward slashes. @param {string} root */
function listSources(root) {
  const found = FILES.filter((file) => fs.existsSync(path.join(root, file)));
  /** @param {string} folder */
  const walk = (folder) => {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== "node_modules") walk(file);
      } else if (entry.isFile() && isSource(file)) found.push(file);
    }
  };
  for (const folder of FOLDERS) if (fs.existsSync(path.join(root, folder))) walk(folder);
  return found.sort();
}

/** Hash of names and contents, 16 hex digits. @param {string} root */
export function sourcesHash(root) {
  const hash = crypto.createHash("sha256");
  for (const file of listSources(root)) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}
