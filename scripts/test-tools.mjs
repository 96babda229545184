// What the tests need besides node_modules: a browser, and the programs that installers are tried with.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { messageOf, print } from "./output.mjs";
import { ROOT } from "./settings.mjs";

/** @typedef {import("./children.mjs").Children} Children */

/** Program -> Debian's package. @type {Record<string, string>} */
const DEBIAN = {
  chromium: "chromium",
  restic: "restic",
  busybox: "busybox",
  shellcheck: "shellcheck",
  curl: "curl",
  bzip2: "bzip2",
};

/** Whether a program is on the PATH. @param {string} program */
export function onPath(program, searched = process.env.PATH ?? "") {
  return searched.split(path.delimiter).some((folder) => folder !== "" && fs.existsSync(path.join(folder, program)));
}

/**
 * Installs what is missing: through apt as root on Debian, else only Playwright's own browser. What cannot be
 * installed is printed; tests that need it skip with the reason, and the browser tests fail with Playwright's.
 * @param {Children} children @param {{ browser: boolean }} needed
 */
export async function ensureTools(children, { browser }) {
  const missing = Object.keys(DEBIAN).filter((program) => !onPath(program));
  const root = process.getuid?.() === 0;
  if (missing.length > 0 && root && onPath("apt-get")) await aptInstall(children, missing);
  if (browser && !onPath("chromium")) await ensurePlaywrightBrowser(children);
}

/** @param {Children} children @param {string[]} programs */
async function aptInstall(children, programs) {
  print(`Installing ${programs.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const packages = programs.map((program) => DEBIAN[program] ?? program);
  const install = ["install", "-y", "-q", "--no-install-recommends", ...packages];
  try {
    await children.step("apt-get install", "apt-get", install, { env, cwd: "/" });
  } catch (first) {
    if (children.stopping) throw first;
    try {
      // A fresh machine has no package lists, or old ones.
      await children.step("apt-get update", "apt-get", ["update", "-q"], { env, cwd: "/" });
      await children.step("apt-get install", "apt-get", install, { env, cwd: "/" });
    } catch (error) {
      if (children.stopping) throw error;
      print(`Not installed: ${programs.join(", ")}. ${messageOf(error).trim().split("\n").at(-1)}`);
    }
  }
}

/** @param {Children} children */
async function ensurePlaywrightBrowser(children) {
  const require = createRequire(path.join(ROOT, "package.json"));
  const { chromium } = require("@playwright/test");
  if (fs.existsSync(chromium.executablePath())) return;
  print("Installing Playwright's browser …");
  const cli = path.join(ROOT, "node_modules/@playwright/test/cli.js");
  const args = [cli, "install", "chromium"];
  await children.step("playwright install", process.execPath, args, { env: process.env, cwd: ROOT }).catch((error) => {
    if (children.stopping) throw error;
    print(`No browser: ${messageOf(error).trim().split("\n").at(-1)}`);
  });
}
