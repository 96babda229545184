import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../db/postgres/cluster.mjs";
import { isAlive } from "../db/postgres/lock.mjs";
import { webProcessesFor, webProgram } from "./web.mjs";

/** @type {string} */
let folder;
/** @type {number} */
let port;
/** @type {import("node:child_process").ChildProcess | undefined} */
let keeper;
let output = "";
/** @type {Promise<unknown[]>} */
let ended;

// Answers with its number, at once or when the file that the request names is there; ends as the web does.
const PROGRAM = `import fs from "node:fs";
import http from "node:http";
const server = http.createServer((request, response) => {
  const answer = () => response.end(String(process.pid));
  if (request.url === "/") return answer();
  fs.writeFileSync("begun", "");
  const timer = setInterval(() => fs.existsSync("." + request.url) && (clearInterval(timer), answer()), 10);
});
server.on("error", () => process.exit(7));
server.listen(Number(process.argv[2]), "127.0.0.1");
process.on("message", ({ restarts }) => fs.writeFileSync("restarts-" + process.pid, String(restarts.length)));
process.on("SIGTERM", () => server.close(() => process.exit(143)));
`;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-web-test-"));
  fs.writeFileSync(path.join(folder, "web.mjs"), PROGRAM);
  port = (await freePort(0)) ?? 0;
});
afterEach(async () => {
  keeper?.kill("SIGKILL");
  await ended;
  fs.rmSync(folder, { recursive: true, force: true });
});

/** @param {number} count */
function start(count) {
  const [file] = webProgram(2, { host: "127.0.0.1", port });
  output = "";
  keeper = spawn(process.execPath, [file, String(count), path.join(folder, "web.mjs"), String(port)], { cwd: folder });
  ended = once(keeper, "exit");
  keeper.stdout?.on("data", (text) => {
    output += text;
  });
}

/** One request on a connection of its own; undefined where nothing answers. @returns {Promise<string | undefined>} */
const ask = (url = "/") =>
  new Promise((resolve) => {
    http
      .get({ port, path: url, agent: false }, (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += chunk;
        });
        answer.on("end", () => resolve(text)).on("error", () => resolve(undefined));
      })
      .on("error", () => resolve(undefined));
  });

/** Asks until so many processes have answered. @param {number} count @param {number[]} [without] */
async function answering(count, without = []) {
  /** @type {Set<number>} */
  const pids = new Set();
  while (pids.size < count) {
    const pid = Number(await ask());
    if (pid && !without.includes(pid)) pids.add(pid);
  }
  return /** @type {[number, ...number[]]} */ ([...pids]);
}

test("they share the port; one that is killed is started again while the others answer", async () => {
  start(3);
  const [killed, ...others] = await answering(3);
  process.kill(killed, "SIGKILL");
  const answers = await Promise.all(Array.from({ length: 30 }, () => ask()));
  expect(answers.filter((pid) => others.includes(Number(pid))).length).toBeGreaterThanOrEqual(29);
  const now = await answering(3, [killed]);
  expect(now).toEqual(expect.arrayContaining(others));
  expect(output).toContain(`Web process ${killed} was ended by SIGKILL; 2 go on, it is started again in 0.5 s.`);
  const again = now.find((pid) => !others.includes(pid)) ?? 0;
  process.kill(again, "SIGKILL");
  await answering(3, [killed, again]);
  // Each is sent that two were started again, the new one too.
  for (const pid of await answering(3, [killed, again])) {
    const file = path.join(folder, `restarts-${pid}`);
    while (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== "2") await ask();
  }
  // The second time within a minute it waits twice as long.
  expect(output).toContain(`Web process ${again} was ended by SIGKILL; 2 go on, it is started again in 1 s.`);
});

test("a stop lets each answer what it has in flight, and ends all", async () => {
  start(2);
  const pids = await answering(2);
  const slow = ask("/go");
  while (!fs.existsSync(path.join(folder, "begun"))) await ask();
  keeper?.kill("SIGTERM");
  while ((await ask()) !== undefined);
  expect(keeper?.exitCode).toBe(null);
  fs.writeFileSync(path.join(folder, "go"), "");
  expect(pids).toContain(Number(await slow));
  expect(await ended).toEqual([0, null]);
  expect(pids.some((pid) => isAlive(pid))).toBe(false);
});

test("a port in use ends all, and so does the loss of all of them", async () => {
  const other = net.createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  start(2);
  expect(await ended).toEqual([7, null]);
  other.close();
  await once(other, "close");
  start(2);
  for (const pid of await answering(2)) process.kill(pid, "SIGKILL");
  expect(await ended).toEqual([1, null]);
});

test("none outlives the process that keeps them", async () => {
  start(2);
  const pids = await answering(2);
  keeper?.kill("SIGKILL");
  await ended;
  while (pids.some((pid) => isAlive(pid))) await new Promise((resolve) => setImmediate(resolve));
  expect(await ask()).toBe(undefined);
});

test("as many as there are cores, or as given, where the database has the connections", () => {
  expect([1, 2, 4, 64].map((cores) => webProcessesFor(undefined, 2_000, cores))).toEqual([1, 2, 4, 64]);
  expect(webProcessesFor(undefined, 2_000, 128)).toBe(64);
  expect(webProcessesFor(1, 20, 8)).toBe(1);
  expect(webProcessesFor(4, 197, 2)).toBe(4);
  // PostgreSQL's own standard: 100, three of them reserved.
  expect(webProcessesFor(undefined, 97, 32)).toBe(4);
  expect(() => webProcessesFor(8, 97, 2)).toThrow(
    /^SPILLWAY_WEB_PROCESSES 8 may open 143 connections .* has 97 for them. Set 4, or/,
  );
});
