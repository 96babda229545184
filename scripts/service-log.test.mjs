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

test("a log begins anew at its limit while the service runs, and no line is lost or cut", async () => {
  const log = new ServiceLog(folder, "talker", { limitBytes: 4_000 });
  const program = path.join(folder, "talker.mjs");
  fs.writeFileSync(program, "for (let n = 0; n < 100; n++) console.log('line', n, 'x'.repeat(40));\n");
  const child = new Children().service("talker", program, [], { env: process.env, cwd: folder, log });
  await new Promise((resolve) => child.once("close", resolve));
  const all = [...lines(`${log.file}.1`), ...lines(log.file)];
  expect(all.at(-1)).toMatch(/^line 99 /);
  const first = Number(all[0]?.split(" ")[1]);
  expect(all.map((line) => Number(line.split(" ")[1]))).toEqual(all.map((_, n) => first + n));
  expect(fs.statSync(log.file).size).toBeLessThanOrEqual(4_000 + 100);
  expect(log.tail(1)).toBe(all.at(-1));
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
