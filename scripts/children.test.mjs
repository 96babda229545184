import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "../db/postgres/lock.mjs";
import { Children } from "./children.mjs";
import { endMachines } from "./sandboxes.mjs";

/** @type {string} */
let folder;
const pidFile = () => path.join(folder, "pids");
const pids = () => (fs.existsSync(pidFile()) ? fs.readFileSync(pidFile(), "utf8").trim().split("\n").map(Number) : []);
/** @param {() => boolean} condition */
const until = async (condition) => {
  while (!condition()) await delay(10);
};

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-children-test-"));
  const grandchild = `require("fs").appendFileSync(${JSON.stringify(pidFile())}, process.pid + "\\n"); setInterval(() => {}, 1000)`;
  fs.writeFileSync(
    path.join(folder, "service.mjs"),
    `import { spawn } from "node:child_process";
import fs from "node:fs";
spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" });
fs.appendFileSync(${JSON.stringify(pidFile())}, process.pid + "\\n");
setInterval(() => {}, 1000);`,
  );
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test("stop ends a service and what hangs below it", async () => {
  const children = new Children();
  children.service("service", path.join(folder, "service.mjs"), [], { env: process.env, cwd: folder });
  await until(() => pids().length === 2);
  expect(pids().every((pid) => isAlive(pid))).toBe(true);
  await children.stop();
  await until(() => !pids().some((pid) => isAlive(pid)));
  expect(() => children.service("late", "x", [], { env: {}, cwd: "/" })).toThrow("Stopped.");
});

test("kill -9 of the parent ends them too", async () => {
  const module = JSON.stringify(path.join(import.meta.dirname, "children.mjs"));
  const code = `const { Children } = await import(${module});
new Children().service("service", ${JSON.stringify(path.join(folder, "service.mjs"))}, [], { env: process.env, cwd: "/" });`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "ignore" });
  await until(() => pids().length === 2);
  parent.kill("SIGKILL");
  await until(() => !pids().some((pid) => isAlive(pid)));
});

test("a step gives its output, and its fault carries its output", async () => {
  const children = new Children();
  const about = { env: process.env, cwd: folder };
  expect(await children.step("echo", process.execPath, ["-e", "console.log('done')"], about)).toBe("done\n");
  const failing = children.step("The step", process.execPath, ["-e", "console.error('why'); process.exit(3)"], about);
  await expect(failing).rejects.toThrow("The step failed (exit code 3):\nwhy");
  await expect(children.step("none", "/nonexistent", [], about)).rejects.toThrow("ENOENT");
});

test("machines that outlived their cloud are ended, others are not", async () => {
  if (!fs.existsSync("/proc/self/environ")) return;
  /** @param {string} root */
  const machine = (root) =>
    spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { env: { SPILLWAY_ROOT: root }, stdio: "ignore" });
  const ours = machine(path.join(folder, "sandbox-a", "instances", "i-1", "root"));
  const foreign = machine(path.join(folder, "other", "root"));
  await until(() =>
    [ours, foreign].every(({ pid }) => fs.readFileSync(`/proc/${pid}/environ`, "utf8").includes("SPILLWAY_ROOT")),
  );
  await endMachines(folder);
  expect(isAlive(ours.pid ?? 0)).toBe(false);
  expect(isAlive(foreign.pid ?? 0)).toBe(true);
  foreign.kill("SIGKILL");
});
