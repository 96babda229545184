// Installs the packages when the lock file, Node or the machine changed. Built-ins only: node_modules may be missing.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { codeOf, Fault, print } from "./output.mjs";
import { patchPackages } from "./patch-packages.mjs";
import { ROOT } from "./settings.mjs";
import { trimPackages } from "./trim-packages.mjs";

/**
 * A sentence when Node is older than package.json's engines ask for.
 * @param {string} version @param {string} engines
 */
export function nodeFault(version, engines) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = engines
    .replace(/^[^\d]*/, "")
    .split(".")
    .map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return undefined;
  return `Spillway needs Node ${needMajor}.${needMinor} or later; this is ${version}.`;
}

/** Stops with a sentence when Node is too old. */
export function checkNode(root = ROOT) {
  const { engines } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const fault = nodeFault(process.version, engines.node);
  if (fault) throw new Fault(fault);
}

/** @param {string} text */
const hash = (text) => crypto.createHash("sha256").update(text).digest("hex");

/**
 * Which packages a program needs: those that run the product, or also those that test it, much more on the disk
 * (docs/decisions/019-what-an-installation-holds.md).
 * @typedef {"product" | "product and tests"} Extent
 */

/**
 * What the installed packages have to fit: the lock file; Node's version and the machine. Two hashes, by a blank.
 * @param {string} lockText
 */
export function packagesStamp(lockText, version = process.version, arch = process.arch) {
  return `${hash(lockText)} ${hash(`${version} ${process.platform} ${arch}`)}`;
}

/**
 * Whether npm's own record of node_modules holds what the lock asks for, as after `npm ci` by hand.
 * Optional packages may be absent: those of other machines always are.
 * @param {import("./lock-check.mjs").Lock} lock @param {import("./lock-check.mjs").Lock} installed
 * @param {Extent} extent
 */
export function holdsLock(lock, installed, extent) {
  for (const [name, entry] of Object.entries(lock.packages ?? {})) {
    if (name === "" || (entry.dev && extent === "product")) continue;
    const there = installed.packages?.[name];
    if (!there) {
      if (entry.optional || entry.devOptional) continue;
      return false;
    }
    if (there.version !== entry.version || there.integrity !== entry.integrity) return false;
  }
  return true;
}

/**
 * Installs what is missing and applies the patches. What the tests need is left out until a program asks for it.
 * @param {import("./children.mjs").Children} children @param {Extent} [extent]
 * @returns whether anything was installed
 */
export async function ensurePackages(children, extent = "product", root = ROOT) {
  const installed = await installMissing(children, extent, root);
  patchPackages(root);
  return installed;
}

/** @param {import("./children.mjs").Children} children @param {Extent} extent @param {string} root */
async function installMissing(children, extent, root) {
  const lockText = fs.readFileSync(path.join(root, "package-lock.json"), "utf8");
  const stampFile = path.join(root, "node_modules", ".spillway-lock");
  const [fits, stamped] = [packagesStamp(lockText), read(stampFile)];
  if (stamped === `${fits} product and tests` || stamped === `${fits} ${extent}`) return false;
  const record = read(path.join(root, "node_modules", ".package-lock.json"));
  // npm was run by hand: what it notes of node_modules counts, unless another Node or machine stamped them.
  const machine = stamped?.split(" ")[1];
  const sameMachine = machine === undefined || machine === fits.split(" ")[1];
  if (sameMachine && record && holdsLock(JSON.parse(lockText), JSON.parse(record), extent)) {
    writeStamp(stampFile, `${fits} ${extent}`);
    return false;
  }
  print("Installing packages …");
  const own = process.env.npm_execpath;
  const npm = own?.endsWith(".js") ? { file: process.execPath, args: [own] } : { file: "npm", args: [] };
  const flags = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error", "--prefer-offline"];
  const dev = extent === "product" ? "--omit=dev" : "--include=dev";
  const env = { ...process.env };
  delete env.NODE_ENV;
  await children.step("npm ci", npm.file, [...npm.args, "ci", ...flags, dev], { cwd: root, env });
  if (extent === "product") trimPackages(root, JSON.parse(lockText));
  writeStamp(stampFile, `${fits} ${extent}`);
  return true;
}

/**
 * node_modules may belong to another user (installed once by an administrator): then it is compared every time.
 * @param {string} file @param {string} stamp
 */
function writeStamp(file, stamp) {
  try {
    fs.writeFileSync(file, stamp);
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes(codeOf(error) ?? "")) throw error;
  }
}

/** @param {string} file */
function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
