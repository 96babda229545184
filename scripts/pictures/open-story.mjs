// An installation of its own for the pictures: npm start's program with data and port of this run, its story under way.
import { execFile } from "node:child_process";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { ask } from "../health.mjs";
import { Fault, print } from "../output.mjs";
import { NAMES, ROOT } from "../settings.mjs";

/**
 * Starts it and waits until the story's overflow machine carries what is above the limit.
 * @param {import("../lifetime.mjs").Lifetime} life @param {{ data: string, port: number }} about
 * @returns its address
 */
export async function openStory(life, { data, port }) {
  /** @type {import("../environment.mjs").Environment} */
  const env = { ...process.env, npm_lifecycle_event: "pictures" };
  // Empty, not absent: an empty value wins over .env of the clone.
  for (const name of NAMES) env[name] = "";
  Object.assign(env, { PORT: String(port), SPILLWAY_DATA: data });
  const started = life.children.service("Spillway", path.join(ROOT, "scripts/start.mjs"), [], { env, cwd: ROOT });
  let ended = false;
  started.once("exit", () => {
    ended = true;
  });
  const origin = `http://127.0.0.1:${port}`;
  await until(
    async () => (await ask(`${origin}/api/health`)).status === 200,
    900,
    () => ended,
  );
  print("The demo is seeded; waiting for its overflow machine …");
  await until(
    () => overflowCarries(env),
    300,
    () => ended,
  );
  return origin;
}

/** @param {import("../environment.mjs").Environment} env */
async function overflowCarries(env) {
  const args = [path.join(ROOT, "scripts/spillway.mjs"), "billing-events", "list", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: ROOT });
  /** @type {{ state: string }[]} */
  const events = JSON.parse(stdout);
  return events.some(({ state }) => state === "active" || state === "settled");
}

/**
 * Asks again every second.
 * @param {() => Promise<boolean>} condition @param {number} seconds @param {() => boolean} ended
 * @throws Fault when Spillway ended, or after so many seconds
 */
async function until(condition, seconds, ended) {
  const last = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (ended()) throw new Fault("Spillway ended; its output stands above.");
    if (Date.now() > last) throw new Fault(`The story did not get so far within ${seconds} seconds.`);
    await delay(1000);
  }
}
