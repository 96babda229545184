import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Children } from "./children.mjs";
import { ServiceLog } from "./service-log.mjs";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-logs-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const lines = (/** @type {string} */ file) => fs.readFileSync(file, "utf8").trim().split("\n");

test("a log begins anew at its limit, and no line is lost or cut", () => {
  const log = new ServiceLog(folder, "talker", { limitBytes: 4_000 });
  for (let n = 0; n < 100; n++) log.write(Buffer.from(`line ${n} ${"x".repeat(40)}\n`));
  const all = [...lines(`${log.file}.1`), ...lines(log.file)];
  const first = Number(all[0]?.split(" ")[1]);
  expect(all.map((line) => Number(line.split(" ")[1]))).toEqual(all.map((_, n) => first + n));
  expect(first + all.length).toBe(100);
  for (const file of [log.file, `${log.file}.1`]) expect(fs.statSync(file).size).toBeLessThanOrEqual(4_000);
  expect(log.tail(1)).toBe(all.at(-1));
});

test("what a service writes goes to its log, and what it says last is there when it has ended", async () => {
  const log = new ServiceLog(folder, "talker");
  const program = path.join(folder, "talker.mjs");
  fs.writeFileSync(program, "console.log('begun'); console.error('a fault');\n");
  const child = new Children().service("talker", program, [], { env: process.env, cwd: folder, log });
  await new Promise((resolve) => child.once("close", resolve));
  expect(lines(log.file).toSorted()).toEqual(["a fault", "begun"]);
});

test("only the user who started Spillway reads the logs", () => {
  fs.mkdirSync(path.join(folder, "logs"), { mode: 0o755 });
  const log = new ServiceLog(folder, "web");
  log.write(Buffer.from("one\n"));
  expect(fs.statSync(path.dirname(log.file)).mode & 0o777).toBe(0o700);
  expect(fs.statSync(log.file).mode & 0o777).toBe(0o600);
});

test("a log that cannot be written stops nothing", () => {
  const log = new ServiceLog(folder, "web");
  fs.rmSync(path.dirname(log.file), { recursive: true });
  log.write(Buffer.from("lost\n"));
  expect(log.tail()).toBe("");
});
