// Removes from the packages what running the product never reads, a quarter of them. Built-ins only.
import fs from "node:fs";
import path from "node:path";

/**
 * Packages that npm installs for another one, and that no part of the product loads: sharp makes images smaller for a
 * part of Next that is switched off (`images.unoptimized` in next.config.js).
 */
const NEVER_LOADED = ["node_modules/sharp", "node_modules/@img/"];

/**
 * Removes source maps, which only a debugger or a test reads, and packages that the product does not load: those of the
 * tests that another package would also take (`devOptional`), and the above. `npm ci` brings all of it back, as the
 * tests do before they run.
 * @param {string} root @param {import("./lock-check.mjs").Lock} lock
 */
export function trimPackages(root, lock) {
  for (const [name, { devOptional }] of Object.entries(lock.packages ?? {}))
    if (name.startsWith("node_modules/") && (devOptional || NEVER_LOADED.some((one) => belongsTo(name, one))))
      fs.rmSync(path.join(root, name), { recursive: true, force: true });
  removeMaps(path.join(root, "node_modules"));
}

/** @param {string} name @param {string} one a package, or a scope with its slash */
const belongsTo = (name, one) => (one.endsWith("/") ? name.startsWith(one) : name === one);

/** @param {string} folder */
function removeMaps(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const there = path.join(folder, entry.name);
    if (entry.isDirectory()) removeMaps(there);
    else if (entry.isFile() && /\.(?:[cm]?[jt]s|css)\.map$/.test(entry.name)) fs.rmSync(there);
  }
}
